#include "engine/remote/probe.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "engine/remote/reply_reader.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr double kAskAgainSeconds = 0.25;  // of one that still loads its model
constexpr int kMostChoices = 128;          // OpenAI's own limit; others warn above it

class Probe {
 public:
  Probe(HttpClient& client, std::string url, const std::string& key, const Patience& patience)
      : client_(client), url_(std::move(url)), key_(key), patience_(patience) {
    root_ = url_.ends_with("/v1") ? url_.substr(0, url_.size() - 3) : url_;
  }

  EndpointFacts Run(const std::string& model) {
    ReadModels(model);
    ReadServer();
    FindLimitField();
    TryFeatures();
    TryContinuation();
    return facts_;
  }

 private:
  struct Reply {
    HttpReply http;
    std::string body;
    bool good() const { return http.status == 200 && http.error.empty(); }
  };

  Reply Call(const std::string& url, const std::string& body = "") {
    HttpCall call;
    call.url = url;
    call.body = body;
    call.key = key_;
    call.silence_seconds = patience_.silence_seconds;
    Reply reply;
    reply.http = client_.Fetch(std::move(call), reply.body);
    return reply;
  }

  [[noreturn]] void Throw(const Reply& reply, const std::string& what) const {
    if (reply.http.status == 401 || reply.http.status == 403) {
      throw Error(ErrorCode::kUnavailable, url_ + " does not take the key (status " +
                                               std::to_string(reply.http.status) + ")");
    }
    const std::string why =
        !reply.http.error.empty()
            ? reply.http.error
            : "status " + std::to_string(reply.http.status) + ", " + ErrorTextOf(reply.body);
    throw Error(ErrorCode::kUnavailable, url_ + " " + what + ": " + why);
  }

  void ReadModels(const std::string& model) {
    Reply reply = Call(url_ + "/models");
    for (double waited = 0; reply.http.status == 503 && waited < patience_.loading_seconds;
         waited += kAskAgainSeconds) {
      std::this_thread::sleep_for(std::chrono::duration<double>(kAskAgainSeconds));
      reply = Call(url_ + "/models");
    }
    if (!reply.good()) Throw(reply, "gives no list of models");
    const Json list = Json::parse(reply.body, nullptr, false);
    std::string names;
    Json found;
    for (const Json& entry : list.is_object() ? list.value("data", Json::array()) : Json()) {
      const std::string id = entry.is_object() ? entry.value("id", "") : "";
      names += (names.empty() ? "" : ", ") + id;
      if (model.empty() ? found.is_null() : id == model) found = entry;
    }
    if (found.is_null()) {
      throw Error(ErrorCode::kNotFound, url_ + " has no model" +
                                            (model.empty() ? "" : " " + model) +
                                            (names.empty() ? "" : "; it has " + names));
    }
    if (model.empty() && list["data"].size() > 1) {
      throw Error(ErrorCode::kInvalidRequest, url_ + " has several models; name one of " + names);
    }
    facts_.model = found.value("id", "");
    ReadModel(found);
  }

  void ReadModel(const Json& model) {
    const std::string owner = model.value("owned_by", "");
    if (owner == "llamacpp") facts_.kind = ServerKind::kLlama;
    if (owner == "vllm") facts_.kind = ServerKind::kVllm;
    if (owner == "sglang") facts_.kind = ServerKind::kSglang;
    if (owner == "openai" || owner == "system" || owner == "openai-internal") {
      facts_.kind = ServerKind::kOpenAi;
    }
    facts_.context = Number(model, "max_model_len");
    if (!model.contains("meta") || !model["meta"].is_object()) return;
    const Json& meta = model["meta"];
    facts_.context = std::max(facts_.context, Number(meta, "n_ctx"));
    facts_.vocabulary = Number(meta, "n_vocab");
    facts_.width = Number(meta, "n_embd");
    facts_.parameters = meta.value("n_params", int64_t{0});
    facts_.file_bytes = meta.value("size", int64_t{0});
    facts_.file_type = meta.value("ftype", "");
  }

  static int Number(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_number() ? found->get<int>() : 0;
  }

  void ReadServer() {
    if (Call(root_ + "/health").good()) facts_.health_path = "/health";
    if (facts_.kind == ServerKind::kUnknown && Call(root_ + "/api/version").good()) {
      facts_.kind = ServerKind::kOllama;
    }
    if (facts_.kind != ServerKind::kLlama) return;
    const Json props = Json::parse(Call(root_ + "/props").body, nullptr, false);
    if (!props.is_object()) return;
    slots_ = Number(props, "total_slots");
    facts_.chat_template = props.value("chat_template", "");
  }

  Json Body(int tokens) const {
    return {{"model", facts_.model},
            {"messages", {{{"role", "user"}, {"content", "Say yes."}}}},
            {facts_.limit_field, tokens},
            {"stream", true}};
  }
  Reply Chat(const Json& body) { return Call(url_ + "/chat/completions", body.dump()); }
  static ReplyReader Read(const Reply& reply, size_t choices) {
    ReplyReader reader(choices);
    reader.Add(reply.body);
    reader.End();
    return reader;
  }

  // Newer models of OpenAI refuse max_tokens, others know nothing else.
  void FindLimitField() {
    Json body = Body(1);
    body["stream_options"] = {{"include_usage", true}};
    Reply reply = Chat(body);
    if (reply.http.status == 400 && reply.body.find("max_completion_tokens") != std::string::npos) {
      facts_.limit_field = "max_completion_tokens";
      body = Body(1);
      body["stream_options"] = {{"include_usage", true}};
      reply = Chat(body);
    }
    facts_.usage = reply.good();
    if (!reply.good()) reply = Chat(Body(1));
    if (!reply.good()) Throw(reply, "does not answer a chat");
    const ReplyReader reader = Read(reply, 1);
    if (!reader.error().empty()) {
      throw Error(ErrorCode::kUnavailable, url_ + " does not answer a chat: " + reader.error());
    }
    facts_.usage = facts_.usage && reader.usage();
    facts_.thinking_field = reader.thinking_field();
    if (facts_.usage && reader.usage()->completion <= 1) return;
    if (!facts_.usage && reader.choices().front().chunks <= 1) return;
    throw Error(ErrorCode::kUnavailable, url_ + " says more than one token where " +
                                             facts_.limit_field +
                                             " is 1: no budget could be kept there");
  }

  void TryFeatures() {
    facts_.sampling = Takes("temperature", Json(0));
    facts_.seed = Takes("seed", Json(1));
    // Ollama takes what it does not know and leaves it out of account.
    facts_.more_sampling = facts_.kind != ServerKind::kOllama && Takes("top_k", Json(40)) &&
                           Takes("min_p", Json(0.05));
    Json body = Body(4);  // the first token of a sample may be the end
    if (facts_.sampling) body["temperature"] = 0;
    body["logprobs"] = true;
    body["top_logprobs"] = 2;
    Reply reply = Chat(body);
    facts_.logprobs = reply.good() && !Read(reply, 1).choices().front().tokens.empty();
    body = Body(1);
    body["n"] = 2;
    reply = Chat(body);
    if (!reply.good()) return;
    const auto choices = Read(reply, 2).choices();
    const bool both = std::all_of(choices.begin(), choices.end(),
                                  [](const ReplyChoice& choice) { return choice.finished(); });
    if (both) facts_.most_choices = slots_ > 0 ? slots_ : kMostChoices;
  }

  bool Takes(const char* field, const Json& value) {
    Json body = Body(1);
    body[field] = value;
    return Chat(body).good();
  }

  // Servers that are known to are believed; of others the text must show it.
  void TryContinuation() {
    const std::string begun = "1, 2, 3, 4, 5,";
    const bool flags = facts_.kind == ServerKind::kVllm || facts_.kind == ServerKind::kSglang;
    Json body = Body(4);
    if (facts_.sampling) body["temperature"] = 0;
    body["messages"] = {{{"role", "user"}, {"content", "Count from 1 to 9, with commas."}},
                        {{"role", "assistant"}, {"content", begun}}};
    if (flags) {
      body["add_generation_prompt"] = false;
      body["continue_final_message"] = true;
    }
    const Reply reply = Chat(body);
    if (!reply.good()) return;
    const ReplyReader reader = Read(reply, 1);
    const std::string& text = reader.choices().front().text;
    facts_.echoes = text.starts_with(begun);
    const std::string_view rest =
        scan::Trim(std::string_view(text).substr(facts_.echoes ? begun.size() : 0));
    // Thinking that came apart cannot be handed back as the beginning of an answer.
    const bool whole = facts_.thinking_field.empty() && reader.thinking_field().empty();
    const bool known = flags || facts_.kind == ServerKind::kLlama;
    facts_.continues = whole && (known || rest.starts_with("6"));
  }

  HttpClient& client_;
  std::string url_;
  const std::string& key_;
  Patience patience_;
  std::string root_;
  int slots_ = 0;
  EndpointFacts facts_;
};

}  // namespace

EndpointFacts ProbeEndpoint(HttpClient& client, const std::string& url, const std::string& key,
                            const std::string& model, const Patience& patience) {
  try {
    return Probe(client, url, key, patience).Run(model);
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kUnavailable, url + " sends what is not understood: " + error.what());
  }
}

}  // namespace ponder
