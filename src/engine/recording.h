// Record what an engine answered, and answer the same again without it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/forwarding.h"

namespace ponder {

// One Generate or Evaluate call. Hidden states are left out but for those of readings, which are
// few; so are engine-side positions.
struct CallRecord {
  bool evaluate = false;
  std::vector<uint64_t> keys;  // request.random of each request; HashEvaluate for Evaluate
  std::vector<Generation> generations;
  std::vector<int> resumable;  // of each generation: 1 where its request could be gone on with
  std::vector<Evaluation> evaluations;
  std::vector<size_t> reported;  // order of on_done calls
};

// Everything that a run asked of an engine.
struct Recording {
  EngineInfo info;
  std::vector<CallRecord> calls;
  std::map<std::string, std::vector<Token>> tokenized;  // by "0" or "1" (special) and the text
  std::map<std::string, std::string> detokenized;       // by the bytes of the tokens
  std::map<uint64_t, std::vector<Token>> rendered;      // by HashPrompt
  std::map<std::string, ParsedReply> parsed;            // by "0" or "1" (partial) and the reply
  std::vector<Token> end_tokens;
};

uint64_t HashPrompt(const Prompt& prompt);
uint64_t HashEvaluate(const EvaluateRequest& request);

// A recording as lines of text: `count:bytes` fields, a form of its own. Parse throws
// kInvalidRequest with the byte where it stopped understanding.
std::string FormatRecording(const Recording& recording);
Recording ParseRecording(std::string_view text);
std::string FormatCall(const CallRecord& call);
CallRecord ParseCall(std::string_view text);

class RecordingEngine : public ForwardingEngine {
 public:
  // `listener` (may be null) hears of every call when it has finished.
  explicit RecordingEngine(std::shared_ptr<Engine> inner,
                           std::function<void(const CallRecord&)> listener = nullptr)
      : ForwardingEngine(std::move(inner)), listener_(std::move(listener)) {}

  std::vector<Token> Tokenize(std::string_view text, bool special) const override;
  std::string Detokenize(std::span<const Token> tokens) const override;
  bool IsEndToken(Token token) const override;
  std::vector<Token> Render(const Prompt& prompt) const override;
  ParsedReply ParseReply(const Prompt& prompt, std::string_view reply, bool partial) const override;
  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;
  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override;

  Recording Taken() const;
  void Save(const std::filesystem::path& file) const;

 private:
  void Add(CallRecord call);

  std::function<void(const CallRecord&)> listener_;
  mutable std::mutex mutex_;
  mutable Recording recording_;
};

// Answers Generate and Evaluate calls in the order of the recording, and throws kInvalidRequest
// when something else is asked than was recorded: the run differs. Embeddings are not recorded.
std::unique_ptr<Engine> MakeReplayEngine(Recording recording);
Recording LoadRecording(const std::filesystem::path& file);

}  // namespace ponder
