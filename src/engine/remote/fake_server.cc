#include "engine/remote/fake_server.h"

#include <cpp-httplib/httplib.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

namespace ponder {
namespace {

using Json = nlohmann::json;

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

Json Chunk(size_t index, Json delta, const char* finish) {
  Json choice{{"index", index}, {"delta", std::move(delta)}, {"finish_reason", nullptr}};
  if (finish != nullptr) choice["finish_reason"] = finish;
  return {{"object", "chat.completion.chunk"}, {"choices", {choice}}};
}

}  // namespace

struct FakeServer::Player {
  Player(FakeServer& server, ServerKind which) : own(server), kind(which) {}

  void Listen(int wanted_port);
  void Chat(const httplib::Request& request, httplib::Response& response);
  bool Refused(const Json& body, httplib::Response& response);
  bool Stream(const Json& body, httplib::DataSink& sink);
  bool Say(const Json& body, size_t choices, httplib::DataSink& sink, int limit, int first);
  Json Delta(const Json& body, int word) const;
  int Limit(const Json& body) const;

  FakeServer& own;
  const ServerKind kind;
  httplib::Server http;
  int port = 0;
  std::mutex mutex;
  std::vector<std::string> calls;
  std::thread thread;
};

void FakeServer::Player::Listen(int wanted_port) {
  http.new_task_queue = [] { return new httplib::ThreadPool(24); };
  http.Get("/v1/models", [this](const httplib::Request& request, httplib::Response& response) {
    if (!own.key.empty() && request.get_header_value("Authorization") != "Bearer " + own.key) {
      return Refuse(response, 401, "no such key");
    }
    Json model{{"id", "m"}, {"object", "model"}, {"owned_by", Owner(kind)}};
    if (kind == ServerKind::kVllm || kind == ServerKind::kSglang) model["max_model_len"] = 4096;
    if (kind == ServerKind::kLlama) model["meta"] = {{"n_ctx", 2048}, {"n_params", 1000}};
    response.set_content(Json{{"data", {model}}}.dump(), "application/json");
  });
  if (kind == ServerKind::kOllama) {
    http.Get("/api/version", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(R"({"version":"0.12"})", "application/json");
    });
  } else if (kind != ServerKind::kOpenAi) {
    http.Get("/health", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("{}", "application/json");
    });
  }
  if (kind == ServerKind::kLlama) {
    http.Get("/props", [this](const httplib::Request&, httplib::Response& response) {
      const Json props{{"total_slots", own.most_choices.load()}};
      response.set_content(props.dump(), "application/json");
    });
  }
  http.Post("/v1/chat/completions",
            [this](const httplib::Request& request, httplib::Response& response) {
              Chat(request, response);
            });
  if (wanted_port == 0) {
    port = http.bind_to_any_port("127.0.0.1");
  } else if (http.bind_to_port("127.0.0.1", wanted_port)) {
    port = wanted_port;
  }
  thread = std::thread([this] { http.listen_after_bind(); });
  http.wait_until_ready();
}

FakeServer::FakeServer(ServerKind kind, int port) : player_(std::make_unique<Player>(*this, kind)) {
  player_->Listen(port);
}

FakeServer::~FakeServer() {
  player_->http.stop();
  player_->thread.join();
}

int FakeServer::port() const { return player_->port; }

std::vector<std::string> FakeServer::Calls() const {
  std::lock_guard lock(player_->mutex);
  return player_->calls;
}

int FakeServer::Player::Limit(const Json& body) const {
  return body.value(kind == ServerKind::kOpenAi ? "max_completion_tokens" : "max_tokens", 1000);
}

void FakeServer::Player::Chat(const httplib::Request& request, httplib::Response& response) {
  const Json body = Json::parse(request.body);
  {
    std::lock_guard lock(mutex);
    calls.push_back(request.body);
  }
  if (Refused(body, response)) return;
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, body](size_t, httplib::DataSink& sink) { return Stream(body, sink); });
}

// What OpenAI's servers do not take; others pass it over or know it.
bool FakeServer::Player::Refused(const Json& body, httplib::Response& response) {
  if (own.refuse_next > 0) {
    --own.refuse_next;
    if (own.refusal == 429) response.set_header("Retry-After", "1");
    Refuse(response, own.refusal, "not now");
    return true;
  }
  if (kind != ServerKind::kOpenAi) return false;
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

Json FakeServer::Player::Delta(const Json& body, int word) const {
  const std::string text = (word == 0 ? "w" : " w") + std::to_string(word + 1);
  if (!own.thinking_field.empty() && word < 2) {
    if (own.thinking_field == "tags") {
      return {{"content", (word == 0 ? "<think>" : "") + text + (word == 1 ? "</think>" : "")}};
    }
    if (own.thinking_field == "reasoning_details") {
      return {{"reasoning_details", {{{"type", "reasoning.text"}, {"text", text}}}},
              {"reasoning", text}};
    }
    return {{own.thinking_field, text}};
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

bool FakeServer::Player::Stream(const Json& body, httplib::DataSink& sink) {
  const size_t n = own.most_choices > 1 ? body.value("n", size_t{1}) : 1;
  Sleep(own.first_milliseconds);
  const int limit = Limit(body);
  if (!Say(body, n, sink, limit, WordsBegun(body))) {
    ++own.closed;
    return false;
  }
  const std::string end = "data: [DONE]\n\n";
  sink.write(end.data(), end.size());
  sink.done();
  return true;
}

bool FakeServer::Player::Say(const Json& body, size_t choices, httplib::DataSink& sink, int limit,
                             int first) {
  const auto write = [&sink](const Json& json) {
    const std::string event = Event(json);
    return sink.is_writable() && sink.write(event.data(), event.size());
  };
  const int count = std::clamp(own.words - first, 0, limit);
  const char* finish = own.words - first <= limit ? "stop" : "length";
  const bool usage = body.contains("stream_options");
  const bool in_chunks = kind == ServerKind::kVllm && usage &&
                         body["stream_options"].value("continuous_usage_stats", false);
  const bool probe = body.value("max_tokens", 0) <= 4;
  const int broken = probe ? -1 : own.break_after.exchange(-1);
  const Json details{{"prompt_tokens_details", {{"cached_tokens", 4}}}};
  const auto counts = [&](int tokens) {
    Json json{{"prompt_tokens", 10 + first}, {"completion_tokens", tokens}};
    json.update(details);
    return json;
  };
  if (kind == ServerKind::kLlama && ContinuesAnswer(body)) {
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
      ++own.said;
    }
    Sleep(own.word_milliseconds);
  }
  for (size_t i = 0; i < choices; ++i) {
    Json chunk = Chunk(i, Json::object(), finish);
    if (kind == ServerKind::kVllm && body.contains("stop")) {
      chunk["choices"][0]["stop_reason"] = body["stop"][0];
    }
    if (!write(chunk)) return false;
    if (kind == ServerKind::kLlama && usage) {
      write({{"choices", Json::array()}, {"usage", counts(count)}});
    }
  }
  if (kind != ServerKind::kLlama && usage) {
    write({{"choices", Json::array()}, {"usage", counts(count * static_cast<int>(choices))}});
  }
  return true;
}

}  // namespace ponder
