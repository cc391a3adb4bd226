#include "engine/remote/fake_server.h"

#include <algorithm>
#include <chrono>

namespace ponder {
namespace {

std::string Event(const Json& json) { return "data: " + json.dump() + "\n\n"; }

std::string Owner(ServerKind kind) {
  switch (kind) {
    case ServerKind::kLlama:
      return "llamacpp";
    case ServerKind::kVllm:
      return "vllm";
    case ServerKind::kSglang:
      return "sglang";
    case ServerKind::kOpenAi:
      return "system";
    default:
      return "library";
  }
}

void Refuse(httplib::Response& response, int status, const std::string& message) {
  response.status = status;
  response.set_content(Json{{"error", {{"message", message}}}}.dump(), "application/json");
}

void Sleep(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

bool ContinuesAnswer(const Json& body) {
  return body.contains("messages") && body["messages"].back()["role"] == "assistant";
}

// Words of the begun answer, which is gone on from.
int WordsBegun(const Json& body) {
  if (!ContinuesAnswer(body)) return 0;
  const std::string text = body["messages"].back()["content"];
  return static_cast<int>(std::count(text.begin(), text.end(), 'w'));
}

}  // namespace

FakeServer::FakeServer(ServerKind kind, int port) : kind_(kind) {
  server_.new_task_queue = [] { return new httplib::ThreadPool(24); };
  server_.Get("/v1/models", [this](const httplib::Request& request, httplib::Response& response) {
    if (!key.empty() && request.get_header_value("Authorization") != "Bearer " + key) {
      return Refuse(response, 401, "no such key");
    }
    Json model{{"id", "m"}, {"object", "model"}, {"owned_by", Owner(kind_)}};
    if (kind_ == ServerKind::kVllm || kind_ == ServerKind::kSglang) model["max_model_len"] = 4096;
    if (kind_ == ServerKind::kLlama) model["meta"] = {{"n_ctx", 2048}, {"n_params", 1000}};
    response.set_content(Json{{"data", {model}}}.dump(), "application/json");
  });
  if (kind == ServerKind::kOllama) {
    server_.Get("/api/version", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(R"({"version":"0.12"})", "application/json");
    });
  } else if (kind != ServerKind::kOpenAi) {
    server_.Get("/health", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("{}", "application/json");
    });
  }
  if (kind == ServerKind::kLlama) {
    server_.Get("/props", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(Json{{"total_slots", most_choices.load()}}.dump(), "application/json");
    });
  }
  server_.Post("/v1/chat/completions",
               [this](const httplib::Request& request, httplib::Response& response) {
                 Chat(request, response);
               });
  if (port == 0) {
    port_ = server_.bind_to_any_port("127.0.0.1");
  } else if (server_.bind_to_port("127.0.0.1", port)) {
    port_ = port;
  }
  thread_ = std::thread([this] { server_.listen_after_bind(); });
  server_.wait_until_ready();
}

FakeServer::~FakeServer() {
  server_.stop();
  thread_.join();
}

std::vector<Json> FakeServer::Calls() const {
  std::lock_guard lock(mutex_);
  return calls_;
}

int FakeServer::Limit(const Json& body) const {
  return body.value(kind_ == ServerKind::kOpenAi ? "max_completion_tokens" : "max_tokens", 1000);
}

void FakeServer::Chat(const httplib::Request& request, httplib::Response& response) {
  const Json body = Json::parse(request.body);
  {
    std::lock_guard lock(mutex_);
    calls_.push_back(body);
  }
  if (Refused(body, response)) return;
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, body](size_t, httplib::DataSink& sink) { return Stream(body, sink); });
}

// What OpenAI's servers do not take; others pass it over or know it.
bool FakeServer::Refused(const Json& body, httplib::Response& response) {
  if (refuse_next > 0) {
    --refuse_next;
    if (refusal == 429) response.set_header("Retry-After", "1");
    Refuse(response, refusal, "not now");
    return true;
  }
  if (kind_ != ServerKind::kOpenAi) return false;
  if (body.contains("max_tokens")) {
    Refuse(response, 400,
           "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.");
    return true;
  }
  for (const char* name : {"top_k", "min_p"}) {
    if (!body.contains(name)) continue;
    Refuse(response, 400, "Unrecognized request argument supplied: " + std::string(name));
    return true;
  }
  return false;
}

Json FakeServer::Chunk(size_t index, Json delta, const char* finish) const {
  Json choice{{"index", index}, {"delta", std::move(delta)}, {"finish_reason", nullptr}};
  if (finish != nullptr) choice["finish_reason"] = finish;
  return {{"object", "chat.completion.chunk"}, {"choices", {choice}}};
}

Json FakeServer::Delta(const Json& body, int word) const {
  const std::string text = (word == 0 ? "w" : " w") + std::to_string(word + 1);
  if (!thinking_field.empty() && word < 2) {
    if (thinking_field == "tags") {
      return {{"content", (word == 0 ? "<think>" : "") + text + (word == 1 ? "</think>" : "")}};
    }
    if (thinking_field == "reasoning_details") {
      return {{"reasoning_details", {{{"type", "reasoning.text"}, {"text", text}}}},
              {"reasoning", text}};
    }
    return {{thinking_field, text}};
  }
  if (body.contains("tools") && word == 2) {
    return {{"tool_calls",
             {{{"index", 0}, {"id", "c1"}, {"function", {{"name", "add"}, {"arguments", ""}}}}}}};
  }
  if (body.contains("tools") && word > 2) {
    const std::string part = word == 3 ? "{\"a\":" : "1}";
    return {{"tool_calls", {{{"index", 0}, {"function", {{"arguments", part}}}}}}};
  }
  return {{"content", text}};
}

bool FakeServer::Stream(const Json& body, httplib::DataSink& sink) {
  const size_t n = most_choices > 1 ? body.value("n", size_t{1}) : 1;
  Sleep(first_milliseconds);
  const int limit = Limit(body);
  if (!Say(body, n, sink, limit, WordsBegun(body))) {
    ++closed;
    return false;
  }
  const std::string end = "data: [DONE]\n\n";
  sink.write(end.data(), end.size());
  sink.done();
  return true;
}

bool FakeServer::Say(const Json& body, size_t choices, httplib::DataSink& sink, int limit,
                     int first) {
  const auto write = [&sink](const Json& json) {
    const std::string event = Event(json);
    return sink.is_writable() && sink.write(event.data(), event.size());
  };
  const int count = std::clamp(words - first, 0, limit);
  const char* finish = words - first <= limit ? "stop" : "length";
  const bool usage = body.contains("stream_options");
  const bool in_chunks = kind_ == ServerKind::kVllm && usage &&
                         body["stream_options"].value("continuous_usage_stats", false);
  const bool probe = body.value("max_tokens", 0) <= 4;
  const int broken = probe ? -1 : break_after.exchange(-1);
  const Json details{{"prompt_tokens_details", {{"cached_tokens", 4}}}};
  const auto counts = [&](int tokens) {
    Json json{{"prompt_tokens", 10 + first}, {"completion_tokens", tokens}};
    json.update(details);
    return json;
  };
  if (kind_ == ServerKind::kLlama && ContinuesAnswer(body)) {
    for (size_t i = 0; i < choices; ++i) {
      const Json echo{{"content", body["messages"].back()["content"]}};
      if (!write(Chunk(i, echo, nullptr))) return false;
    }
  }
  for (int word = 0; word < count; ++word) {
    if (word == broken) return false;
    for (size_t i = 0; i < choices; ++i) {
      Json chunk = Chunk(i, Delta(body, first + word), nullptr);
      if (body.value("logprobs", false)) {
        const int at = first + word;
        const std::string text = (at == 0 ? "w" : " w") + std::to_string(at + 1);
        Json entry{{"token", text}, {"logprob", -0.5}};
        entry["top_logprobs"] = {{{"token", text}, {"logprob", -0.5}},
                                 {{"token", " no"}, {"logprob", -1.5}}};
        chunk["choices"][0]["logprobs"] = {{"content", {entry}}};
      }
      if (in_chunks) chunk["usage"] = counts(word + 1);
      if (!write(chunk)) return false;
      ++said;
    }
    Sleep(word_milliseconds);
  }
  for (size_t i = 0; i < choices; ++i) {
    Json chunk = Chunk(i, Json::object(), finish);
    if (kind_ == ServerKind::kVllm && body.contains("stop")) {
      chunk["choices"][0]["stop_reason"] = body["stop"][0];
    }
    if (!write(chunk)) return false;
    if (kind_ == ServerKind::kLlama && usage) {
      write({{"choices", Json::array()}, {"usage", counts(count)}});
    }
  }
  if (kind_ != ServerKind::kLlama && usage) {
    write({{"choices", Json::array()}, {"usage", counts(count * static_cast<int>(choices))}});
  }
  return true;
}

}  // namespace ponder
