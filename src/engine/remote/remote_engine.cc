#include "engine/remote/remote_engine.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/parallel.h"
#include "engine/batch_progress.h"
#include "engine/remote/remote_batch.h"
#include "engine/remote/steered_run.h"
#include "text/scan.h"
#include "text/thinking.h"

namespace ponder {
namespace {

constexpr std::string_view kCallBegin = "<tool_call>";
constexpr std::string_view kCallEnd = "</tool_call>";

// Takes the tool calls out of `content`, which are written as RemoteBatch writes them.
std::vector<ToolCall> TakeCalls(std::string& content) {
  std::vector<ToolCall> calls;
  for (size_t begin; (begin = content.find(kCallBegin)) != std::string::npos;) {
    const size_t inner = begin + kCallBegin.size();
    const size_t end = content.find(kCallEnd, inner);
    if (end == std::string::npos) break;
    const Json call = Json::parse(content.substr(inner, end - inner), nullptr, false);
    if (!call.is_object() || !call.contains("name") || !call["name"].is_string()) break;
    const Json arguments = call.value("arguments", Json::object());
    calls.push_back({call.value("id", ""), call["name"].get<std::string>(),
                     arguments.is_string() ? arguments.get<std::string>() : arguments.dump()});
    content.erase(begin, end + kCallEnd.size() - begin);
  }
  if (!calls.empty()) content = scan::Trim(content);
  return calls;
}

}  // namespace

RemoteEngine::RemoteEngine(const RemoteOptions& options, std::string key,
                           std::vector<Endpoint> endpoints)
    : pool_(std::make_unique<EndpointPool>(options, std::move(key), std::move(endpoints))) {
  FillInfo();
}

// What all endpoints can do, and the smallest of what they have.
void RemoteEngine::FillInfo() {
  const auto& endpoints = pool_->endpoints();
  const EndpointFacts& first = endpoints.front()->facts;
  bool logprobs = true;
  bool continues = true;
  for (const auto& endpoint : endpoints) {
    logprobs = logprobs && endpoint->facts.logprobs;
    continues = continues && endpoint->facts.continues;
  }
  info_.model = first.model;
  info_.architecture = "remote";
  info_.file_type = first.file_type;
  info_.file_bytes = first.file_bytes;
  info_.parameters = first.parameters;
  info_.width = first.width;
  info_.vocabulary = first.vocabulary;
  info_.context = first.context;
  info_.max_running = pool_->options().connections * static_cast<int>(endpoints.size());
  // Where thinking comes in a field of its own, this engine writes it between these marks.
  info_.chat_template = !first.chat_template.empty()    ? first.chat_template
                        : !first.thinking_field.empty() ? "<think></think>"
                                                        : "";
  info_.logits = logprobs ? Support::kNative : Support::kNone;
  info_.grammar = first.json_schema ? Support::kNative : Support::kNone;
  info_.prefix_continuation = continues ? Support::kNative : Support::kNone;
  info_.steering = continues ? Support::kByRestart : Support::kNone;
  info_.exact_counts = false;
  info_.exact = false;
  info_.exactness = "remote: not promised; counts of prompts are estimates until a reply says";
  for (const auto& endpoint : endpoints) {
    info_.exactness += "; " + endpoint->url + ": " + endpoint->facts.Describe();
  }
}

std::vector<Token> RemoteEngine::Tokenize(std::string_view text, bool) const {
  return PieceTable::Cut(text);
}

std::string RemoteEngine::Detokenize(std::span<const Token> tokens) const {
  return pieces_.Text(tokens);
}

std::vector<Token> RemoteEngine::Render(const Prompt& prompt) const {
  return PieceTable::Render(prompt);
}

ParsedReply RemoteEngine::ParseReply(const Prompt& prompt, std::string_view reply, bool) const {
  const ThinkingMarks* marks =
      info_.chat_template.empty() ? nullptr : FindThinkingMarks(info_.chat_template);
  if (marks == nullptr) marks = FindThinkingMarks("think");
  const ThinkingParts parts = SplitThinking(reply, *marks);
  ParsedReply parsed{std::string(parts.thinking), std::string(parts.answer), {}};
  if (prompt.tools) parsed.tool_calls = TakeCalls(parsed.content);
  return parsed;
}

std::vector<Generation> RemoteEngine::Generate(std::span<const GenerateRequest> requests,
                                               const OnDone& on_done, std::stop_token stop) {
  if (requests.empty()) return {};
  for (const auto& endpoint : pool_->endpoints()) {
    for (const GenerateRequest& request : requests) CheckSupported(request, endpoint->facts);
  }
  const bool steered = std::any_of(requests.begin(), requests.end(),
                                   [](const auto& request) { return !request.rules.empty(); });
  return steered ? Steer(requests, on_done, std::move(stop))
                 : Plain(requests, on_done, std::move(stop));
}

std::vector<Generation> RemoteEngine::Plain(std::span<const GenerateRequest> requests,
                                            const OnDone& on_done, std::stop_token stop) {
  const auto batch = std::make_shared<RemoteBatch>(*pool_, pieces_, info_, requests, on_done);
  return batch->Run(std::move(stop));
}

// Each request by itself, side by side.
std::vector<Generation> RemoteEngine::Steer(std::span<const GenerateRequest> requests,
                                            const OnDone& on_done, std::stop_token stop) {
  std::mutex mutex;
  BatchProgress progress(requests.size(), on_done);
  std::vector<Generation> results(requests.size());
  std::vector<std::stop_source> sources(requests.size());
  const auto stop_all = [&sources] {
    for (std::stop_source& source : sources) source.request_stop();
  };
  const std::stop_callback link(stop, stop_all);
  const auto report = [&] {
    for (size_t i : progress.Report([&](size_t j) -> const Generation& { return results[j]; })) {
      sources[i].request_stop();
    }
  };
  const SteeredRun::Call call = [this](const GenerateRequest& request, std::stop_token token) {
    return std::move(Plain(std::span(&request, 1), nullptr, std::move(token)).front());
  };
  const auto run = [&](size_t i) {
    const auto heard = [&, i](int tokens) {
      std::lock_guard lock(mutex);
      progress.Progress(i, tokens);
      report();
    };
    Generation result = SteeredRun(requests[i], pieces_, call, heard).Run(sources[i].get_token());
    std::lock_guard lock(mutex);
    results[i] = std::move(result);
    if (results[i].stop == StopReason::kCancelled) {
      progress.Cancel(i);
    } else {
      progress.Finish(i, static_cast<int>(results[i].usage.generated));
    }
    report();
  };
  Parallel(requests.size(), [&](size_t i) {
    try {
      run(i);
    } catch (...) {
      stop_all();
      throw;
    }
  });
  return results;
}

std::vector<Evaluation> RemoteEngine::Evaluate(std::span<const EvaluateRequest>, std::stop_token) {
  throw Error(ErrorCode::kUnsupported,
              "log-probabilities and readings of given texts: a remote endpoint does not give "
              "them; load the model here");
}

std::vector<std::vector<float>> RemoteEngine::Embed(std::span<const std::string>, std::stop_token) {
  throw Error(ErrorCode::kUnsupported, "embeddings: not asked of remote endpoints");
}

}  // namespace ponder
