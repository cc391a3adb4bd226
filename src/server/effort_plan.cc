#include "server/effort_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "eval/method_spec.h"

namespace ponder {
namespace {

constexpr char kThinkingLimit[] = "max_thinking_tokens";  // the option of methods that have one
constexpr int kRoomForAnswer = 512;                       // beside a number of thinking tokens

bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

// The template reads a variable of this name: it stands there as a word, and is no mark
// ("<thinking>"), no field ("message.thinking") and no text ("'thinking'").
bool Reads(std::string_view chat_template, std::string_view name) {
  constexpr std::string_view kBefore = "<[/.'\"";
  constexpr std::string_view kAfter = ">]:'\"";
  for (size_t at = chat_template.find(name); at != std::string_view::npos;
       at = chat_template.find(name, at + 1)) {
    const char before = at == 0 ? ' ' : chat_template[at - 1];
    const size_t end = at + name.size();
    const char after = end == chat_template.size() ? ' ' : chat_template[end];
    if (!IsWord(before) && !IsWord(after) && kBefore.find(before) == std::string_view::npos &&
        kAfter.find(after) == std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// What templates call a level; they know three.
const char* TemplateLevel(Effort level) {
  if (level <= Effort::kLow) return "\"low\"";
  return level <= Effort::kMedium || level == Effort::kAuto ? "\"medium\"" : "\"high\"";
}

// A candidate's limit. The warning says where the model's context leaves less.
std::optional<std::string> SetLimit(int limit, const EngineInfo& engine, Request& request) {
  request.max_tokens = limit;
  const int most = engine.context - engine.context / 4;  // a quarter is for the question
  if (engine.context <= 0 || limit <= most) return std::nullopt;
  request.max_tokens = most;
  return fmt::format("a candidate has {} tokens instead of {}: the context holds {}", most, limit,
                     engine.context);
}

class Plan {
 public:
  Plan(const EffortTable& table, const EngineInfo& engine, ChatCall& call)
      : table_(table), engine_(engine), call_(call), asked_(call.effort) {}

  void Apply() {
    if (asked_.thinking_tokens) {
      *asked_.thinking_tokens == 0 ? SwitchOff() : Limit(*asked_.thinking_tokens);
    } else if (asked_.effort) {
      Level(*asked_.effort);
    }
  }

 private:
  void Level(Effort level) {
    const bool told = level != Effort::kNone && TellTemplate(true, level);
    if (call_.method_chosen) {
      if (!told) NoEffect("the method is chosen");
      return;
    }
    for (std::string& warning :
         SetLevel(level, table_, engine_, call_.limit_chosen, call_.request)) {
      call_.warnings.push_back(std::move(warning));
    }
  }

  void Limit(int64_t tokens) {
    TellTemplate(true, Effort::kMedium);
    Request& request = call_.request;
    if (call_.method_chosen && !HasLimit()) return NoEffect("it does not limit its thinking");
    if (!call_.method_chosen) {
      request.method = "budget_forcing";
      request.options = {{"waits", "0"}};
    }
    const std::string value = std::to_string(tokens);
    const auto [place, fresh] = request.options.emplace(kThinkingLimit, value);
    if (!fresh && place->second != value) {
      throw Error(ErrorCode::kInvalidRequest,
                  fmt::format("{}: contradicts ponder.options.{}; give one of them", asked_.path,
                              kThinkingLimit));
    }
    if (!call_.limit_chosen) {
      const int limit = static_cast<int>(tokens) + kRoomForAnswer;
      if (const auto warning = SetLimit(limit, engine_, request)) Warn(*warning);
    } else if (tokens >= request.max_tokens) {
      Warn(fmt::format("is not reached: {} tokens are the limit of thinking and answer together",
                       request.max_tokens));
    }
  }

  // By the model's own switch; where it has none, by closing its thinking at once.
  void SwitchOff() {
    Request& request = call_.request;
    if (!call_.method_chosen) request.method = "direct";
    if (TellTemplate(false, Effort::kNone)) return;
    if (!MarksThinking(engine_.chat_template)) {
      if (call_.method_chosen) NoEffect("the method is chosen");
      return;
    }
    if (!call_.method_chosen) {
      request.method = "budget_forcing";
      request.options = {{"waits", "0"}};
    }
    if (!HasLimit()) return NoEffect("this model's template has no switch for its thinking");
    request.options[kThinkingLimit] = "1";
    Warn("this model's template has no switch for its thinking; it is closed after one token");
  }

  bool HasLimit() const {
    return std::ranges::any_of(FindMethod(call_.request.method).options,
                               [](const OptionInfo& info) { return info.name == kThinkingLimit; });
  }

  // True: the template has a switch for thinking, and is told.
  bool TellTemplate(bool on, Effort level) {
    bool told = false;
    for (const char* name : {"enable_thinking", "thinking"}) {
      if (!Reads(engine_.chat_template, name)) continue;
      asked_.template_arguments[name] = on ? "true" : "false";
      told = true;
    }
    if (on && asked_.effort && Reads(engine_.chat_template, "reasoning_effort")) {
      asked_.template_arguments.emplace("reasoning_effort", TemplateLevel(level));
      told = true;
    }
    return told;
  }

  void NoEffect(const std::string& why) {
    Warn(fmt::format("has no effect on method {}: {}", call_.request.method, why));
  }
  void Warn(const std::string& what) { call_.warnings.push_back(asked_.path + ": " + what); }

  const EffortTable& table_;
  const EngineInfo& engine_;
  ChatCall& call_;
  EffortFields& asked_;
};

}  // namespace

std::vector<std::string> SetLevel(Effort level, const EffortTable& table, const EngineInfo& engine,
                                  bool limit_chosen, Request& request) {
  const EffortLine& line = table.Line(level, request.kind, MarksThinking(engine.chat_template));
  MethodSpec spec = ParseMethodSpec(line.method);
  request.method = std::move(spec.method);
  request.options = std::move(spec.options);
  if (request.scorer.empty()) {
    request.scorer = std::move(spec.scorer);
    request.scorer_options = std::move(spec.scorer_options);
  }
  if (limit_chosen || !line.limit) return {};
  const auto warning = SetLimit(*line.limit, engine, request);
  if (!warning) return {};
  return {fmt::format("effort {}: {}", EffortName(level), *warning)};
}

void ApplyEffort(const EffortTable& table, const EngineInfo& engine, ChatCall& call) {
  Plan(table, engine, call).Apply();
}

}  // namespace ponder
