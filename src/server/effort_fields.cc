#include "server/effort_fields.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "ponder/error.h"

namespace ponder {
namespace {

constexpr Range kTokens{-1, 1e6};  // -1: no limit, as llama-server has it

[[noreturn]] void Refuse(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::kInvalidRequest, path + ": " + what);
}

// What fields of one kind say together.
template <class T>
struct Said {
  std::optional<T> value;
  std::string path;  // of the first field that said it

  void Take(std::optional<T> other, const std::string& other_path) {
    if (!other) return;
    if (value && *value != *other) Refuse(other_path, "contradicts " + path + "; give one of them");
    if (!value) path = other_path;
    value = other;
  }
};

Effort ReadLevel(const std::string& text, const std::string& path) {
  try {
    return ParseEffort(text);
  } catch (const Error& error) {
    Refuse(path, error.what());
  }
}

// SGLang's number: the level whose share of the tokens (as OpenRouter has them) is nearest.
Effort LevelOf(double share) {
  constexpr std::array<double, 6> kShares{0, 0.1, 0.2, 0.5, 0.8, 0.95};
  size_t nearest = 0;
  for (size_t i = 1; i < kShares.size(); ++i) {
    if (std::abs(kShares[i] - share) < std::abs(kShares[nearest] - share)) nearest = i;
  }
  return Efforts()[nearest];
}

class Reader {
 public:
  Reader(JsonObject& body, JsonObject& ponder) : body_(body), ponder_(ponder) {}

  EffortFields Read() {
    for (const char* name : {"thinking_budget", "thinking_token_budget", "reasoning_budget_tokens",
                             "thinking_budget_tokens", "reasoning_max_tokens"}) {
      TakeTokens(body_, name);
    }
    TakeSwitch(body_, "enable_thinking");
    TakeLevel(body_, "reasoning_effort");
    TakeLevel(ponder_, "effort");
    TakeLevel(ponder_, "interaction");
    ReadThink();
    ReadReasoning();
    ReadThinking();
    ReadTemplate();
    ReadNested("output_config", [this](JsonObject& object) { TakeLevel(object, "effort"); });
    ReadNested("custom_params",
               [this](JsonObject& object) { TakeTokens(object, "thinking_budget"); });
    ReadNested("nvext", [this](JsonObject& object) { TakeTokens(object, "max_thinking_tokens"); });
    ReadShowing();
    Settle();
    return std::move(fields_);
  }

 private:
  void TakeTokens(JsonObject& object, const char* name) {
    const std::optional<int64_t> tokens = object.Integer(name, kTokens);
    if (tokens && *tokens >= 0) tokens_.Take(tokens, object.PathOf(name));
  }

  void TakeSwitch(JsonObject& object, const char* name) {
    switch_.Take(object.Bool(name), object.PathOf(name));
  }

  // A level by name; a share from 0 to 0.99; or true and false for on and off.
  void TakeLevel(JsonObject& object, const char* name) {
    const Json* value = object.Find(name);
    if (value == nullptr) return;
    const std::string path = object.PathOf(name);
    if (value->is_boolean()) {
      level_.Take(value->get<bool>() ? Effort::kMedium : Effort::kNone, path);
    } else if (value->is_number()) {
      level_.Take(LevelOf(*object.Number(name, {0, 1})), path);
    } else if (value->is_string()) {
      level_.Take(ReadLevel(value->get<std::string>(), path), path);
    } else {
      ThrowWrongField(path, "a level of effort", *value);
    }
  }

  template <class ReadFields>
  void ReadNested(const char* name, ReadFields read) {
    std::optional<JsonObject> object = body_.Object(name);
    if (!object) return;
    read(*object);
    for (const std::string& path : object->Unread()) Warn(path, "has no effect here");
  }

  // Ollama: true, false or a level.
  void ReadThink() {
    const Json* value = body_.Find("think");
    if (value == nullptr) return;
    if (value->is_string()) return TakeLevel(body_, "think");
    TakeSwitch(body_, "think");
  }

  // OpenAI's Responses and OpenRouter.
  void ReadReasoning() {
    ReadNested("reasoning", [this](JsonObject& reasoning) {
      TakeLevel(reasoning, "effort");
      TakeTokens(reasoning, "max_tokens");
      TakeSwitch(reasoning, "enabled");
      if (const auto exclude = reasoning.Bool("exclude")) {
        shown_.Take(!*exclude, reasoning.PathOf("exclude"));
      }
      if (reasoning.Text("summary")) {
        Warn(reasoning.PathOf("summary"), "has no effect: thinking is given as it is");
      }
    });
  }

  // Anthropic and DeepSeek; others send true or false.
  void ReadThinking() {
    const Json* value = body_.Find("thinking");
    if (value == nullptr) return;
    if (value->is_boolean()) return TakeSwitch(body_, "thinking");
    ReadNested("thinking", [this](JsonObject& thinking) {
      const std::string type = thinking.Text("type").value_or("enabled");
      const std::string path = thinking.PathOf("type");
      if (type != "enabled" && type != "disabled" && type != "adaptive") {
        Refuse(path, "enabled, disabled or adaptive is wanted, not " + type.substr(0, 40));
      }
      switch_.Take(type != "disabled", path);
      adaptive_ = type == "adaptive";
      TakeTokens(thinking, "budget_tokens");
      const auto display = thinking.Text("display");
      if (display && *display == "omitted") {
        shown_.Take(false, thinking.PathOf("display"));
      } else if (display) {
        Warn(thinking.PathOf("display"), "has no effect: thinking is given as it is");
      }
    });
  }

  // All of it goes to the model's template; what it says of thinking counts here too.
  void ReadTemplate() {
    std::optional<JsonObject> arguments = body_.Object("chat_template_kwargs");
    if (!arguments) return;
    for (const auto& [name, value] : body_.Find("chat_template_kwargs")->items()) {
      fields_.template_arguments[name] = value.dump();
    }
    TakeSwitch(*arguments, "enable_thinking");
    const Json* thinking = arguments->Find("thinking");
    if (thinking != nullptr && thinking->is_boolean()) TakeSwitch(*arguments, "thinking");
    TakeTokens(*arguments, "thinking_budget");
    TakeLevel(*arguments, "reasoning_effort");
  }

  void ReadShowing() {
    shown_.Take(body_.Bool("include_reasoning"), "include_reasoning");
    Said<bool> separate;
    separate.Take(body_.Bool("separate_reasoning"), "separate_reasoning");
    if (const auto format = body_.Text("reasoning_format")) ReadFormat(*format, separate);
    fields_.stream_thinking = body_.Bool("stream_reasoning").value_or(true);
    fields_.show_thinking = shown_.value.value_or(true);
    fields_.separate_thinking = separate.value.value_or(true);
    const auto control = body_.Bool("reasoning_control");
    if (control && !*control) {
      Warn("reasoning_control", "has no effect: a running answer can always be controlled");
    }
    if (body_.Text("reasoning_budget_message")) {
      Warn("reasoning_budget_message",
           "has no effect: the option final_cue of budget_forcing opens a forced answer");
    }
  }

  void ReadFormat(const std::string& format, Said<bool>& separate) {
    const std::string path = "reasoning_format";
    if (format == "hidden") {
      shown_.Take(false, path);
    } else if (format == "none" || format == "raw") {
      separate.Take(false, path);
    } else if (format == "deepseek-legacy") {
      Warn(path, "is taken as deepseek: thinking is apart from the answer, not in both");
    } else if (format != "auto" && format != "deepseek" && format != "parsed") {
      Refuse(path,
             "auto, deepseek, none, parsed, raw or hidden is wanted, not " + format.substr(0, 40));
    } else if (format != "auto") {
      separate.Take(true, path);
    }
  }

  void Settle() {
    if (tokens_.value) {
      fields_.thinking_tokens = tokens_.value;
      fields_.path = tokens_.path;
      if (switch_.value && *switch_.value != (*tokens_.value > 0)) GivesWay(switch_.path);
      const bool both_off = level_.value == Effort::kNone && *tokens_.value == 0;
      if (level_.value && !both_off) GivesWay(level_.path);
      return;
    }
    if (switch_.value && !*switch_.value) {
      fields_.thinking_tokens = 0;
      fields_.path = switch_.path;
      if (level_.value && *level_.value != Effort::kNone) GivesWay(level_.path);
      return;
    }
    const bool none = level_.value == Effort::kNone;
    if (switch_.value && (!level_.value || none)) {
      fields_.effort = adaptive_ ? Effort::kAuto : Effort::kMedium;
      fields_.path = switch_.path;
      if (none) GivesWay(level_.path);
      return;
    }
    fields_.effort = level_.value;
    fields_.path = level_.path;
  }

  void GivesWay(const std::string& path) { Warn(path, "has no effect beside " + fields_.path); }
  void Warn(const std::string& path, const std::string& what) {
    fields_.warnings.push_back(path + ": " + what);
  }

  JsonObject& body_;
  JsonObject& ponder_;
  EffortFields fields_;
  Said<int64_t> tokens_;
  Said<bool> switch_;
  Said<Effort> level_;
  Said<bool> shown_;
  bool adaptive_ = false;  // "on", and how much is for the model to say
};

}  // namespace

EffortFields ReadEffort(JsonObject& body, JsonObject& ponder) {
  return Reader(body, ponder).Read();
}

Json WithoutExtraBody(Json body) {
  const auto found = body.find("extra_body");
  if (found == body.end()) return body;
  const Json extra = *found;
  body.erase("extra_body");
  if (extra.is_null()) return body;
  if (!extra.is_object()) ThrowWrongField("extra_body", "an object", extra);
  for (const auto& [name, value] : extra.items()) {
    const auto beside = body.find(name);
    if (beside != body.end() && *beside != value) {
      Refuse("extra_body." + name, "contradicts " + name + "; give one of them");
    }
    body[name] = value;
  }
  return body;
}

}  // namespace ponder
