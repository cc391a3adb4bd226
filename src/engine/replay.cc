#include <algorithm>
#include <mutex>
#include <utility>

#include "engine/recording.h"
#include "engine/token_loop.h"

namespace ponder {
namespace {

std::string KeyOf(bool flag, std::string_view text) {
  return (flag ? "1" : "0") + std::string(text);
}

template <class Map, class Key>
const typename Map::mapped_type& Recall(const Map& map, const Key& key, std::string_view what) {
  const auto found = map.find(key);
  if (found != map.end()) return found->second;
  throw Error(ErrorCode::kInvalidRequest,
              "the recording does not hold this " + std::string(what) + ": the run differs");
}

class ReplayEngine : public Engine {
 public:
  explicit ReplayEngine(Recording recording) : recording_(std::move(recording)) {}

  const EngineInfo& Info() const override { return recording_.info; }
  std::vector<Token> Tokenize(std::string_view text, bool special) const override {
    return Recall(recording_.tokenized, KeyOf(special, text), "tokenised text");
  }
  std::string Detokenize(std::span<const Token> tokens) const override {
    std::string bytes;
    for (Token token : tokens) bytes += std::to_string(token) + " ";
    return Recall(recording_.detokenized, bytes, "text of tokens");
  }
  bool IsEndToken(Token token) const override {
    const std::vector<Token>& ends = recording_.end_tokens;
    return std::find(ends.begin(), ends.end(), token) != ends.end();
  }
  std::vector<Token> Render(const Prompt& prompt) const override {
    return Recall(recording_.rendered, HashPrompt(prompt), "prompt");
  }
  ParsedReply ParseReply(const Prompt&, std::string_view reply, bool partial) const override {
    return Recall(recording_.parsed, KeyOf(partial, reply), "reply");
  }

  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token) override {
    std::vector<uint64_t> keys;
    for (const GenerateRequest& request : requests) {
      RefuseWhatIsTooLong(request.prompt);
      keys.push_back(request.random.key());
    }
    const CallRecord& call = Next(false, keys);
    std::vector<Generation> generations = call.generations;
    for (size_t i = 0; i < requests.size(); ++i) {
      Generation& generation = generations[i];
      if (i < call.resumable.size() && call.resumable[i] != 0) {
        generation.resume =
            std::make_shared<const TokenLoop>(TokenLoop::Stopped(requests[i], generation));
      }
      if (!requests[i].on_text || generation.text.empty()) continue;
      const int phase = generation.phases.empty() ? 0 : generation.phases.back().phase;
      requests[i].on_text({generation.text, static_cast<int>(generation.usage.generated), phase});
    }
    if (on_done) {
      for (size_t index : call.reported) on_done(index, generations[index]);
    }
    return generations;
  }

  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token) override {
    std::vector<uint64_t> keys;
    for (const EvaluateRequest& request : requests) keys.push_back(HashEvaluate(request));
    return Next(true, keys).evaluations;
  }

  std::vector<std::vector<float>> Embed(std::span<const std::string>, std::stop_token) override {
    throw Error(ErrorCode::kUnsupported, "recordings hold no embeddings");
  }

 private:
  // As the engine did, of which the recording has no call then.
  void RefuseWhatIsTooLong(const Prompt& prompt) const {
    const EngineInfo& info = recording_.info;
    if (!info.exact_counts || info.context <= 0) return;
    const auto found = recording_.rendered.find(HashPrompt(prompt));
    if (found == recording_.rendered.end()) return;
    if (found->second.size() < static_cast<size_t>(info.context)) return;
    throw Error(ErrorCode::kContextFull, "the prompt is longer than the recorded context");
  }

  // The first call not yet used that asked for the same: calls of several threads may come in
  // another order than they were recorded in.
  const CallRecord& Next(bool evaluate, const std::vector<uint64_t>& keys) {
    std::lock_guard lock(mutex_);
    used_.resize(recording_.calls.size(), false);
    for (size_t i = 0; i < recording_.calls.size(); ++i) {
      const CallRecord& call = recording_.calls[i];
      if (used_[i] || call.evaluate != evaluate || call.keys != keys) continue;
      used_[i] = true;
      return call;
    }
    throw Error(ErrorCode::kInvalidRequest,
                "the recording does not hold this call: the run differs");
  }

  const Recording recording_;
  std::mutex mutex_;
  std::vector<bool> used_;
};

}  // namespace

std::unique_ptr<Engine> MakeReplayEngine(Recording recording) {
  return std::make_unique<ReplayEngine>(std::move(recording));
}

}  // namespace ponder
