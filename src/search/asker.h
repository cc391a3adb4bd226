// Many short questions at once, for methods that search: thoughts on the policy's engine, and
// judgements on the judge's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ponder/method.h"

namespace ponder {

// Whether the policy's replies begin with thinking, by its chat template: a line end is no end
// then.
bool ModelThinks(Context& context);

struct AskedReply {
  std::string text;  // without thinking, trimmed; empty when it failed
  int64_t tokens = 0;
  StopReason stop = StopReason::kEnd;
  Generation generation;
};

// One a run; not thread-safe. A request that failed comes back empty, with a warning; when nothing
// has worked so far, a batch of failures throws kUnavailable.
class Asker {
 public:
  // The question and the context outlive it.
  Asker(const Question& question, Context& context) : question_(question), context_(context) {}

  // What a thought is asked with: the caller's sampling and stop strings, at most `max_tokens`
  // tokens. `one_line`: it ends at the first line end, where the model does not think before it.
  GenerateRequest Thought(Prompt prompt, int max_tokens, bool one_line) const;
  // A judgement, of the same model or another, told in `text` alone.
  GenerateRequest Judgement(Prompt prompt, const std::string& text, int max_tokens) const;

  // replies[i] to requests[i], all in one batch. Request i is told to listeners as candidate i;
  // their tokens add up over the run.
  std::vector<AskedReply> Think(std::vector<GenerateRequest> requests);
  // On the scorer's line of the bill.
  std::vector<AskedReply> Judge(std::vector<GenerateRequest> requests);

  // The run's budget is spent or it was cancelled: nothing more can be asked.
  std::optional<StopReason> cut() const;
  void NoteCut(StopReason stop) { cut_ = stop; }

 private:
  std::vector<AskedReply> Ask(Engine& engine, std::vector<GenerateRequest> requests, bool thoughts);
  void Stream(GenerateRequest& request, size_t slot);
  void WarnOf(const std::string& what, bool thought, size_t index);

  const Question& question_;
  Context& context_;
  std::optional<StopReason> cut_;
  std::vector<int> slot_tokens_;  // generated so far by each that listeners were told of
  uint64_t asked_ = 0;
  bool worked_ = false;
};

}  // namespace ponder
