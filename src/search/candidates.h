// What all methods do with candidates: ask for them, tell listeners, take replies apart.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ponder/method.h"

namespace ponder {

// A request with what the caller asked of every candidate: sampling, limits, stop strings; and what
// the scorer must find in the result.
GenerateRequest NewRequest(Context& context, Prompt prompt, RandomStream random,
                           const ScorerNeeds& needs = {});

// Where phase 0 of a generation is thinking and all later ones are the answer.
struct ThinkingPhase {
  std::string end;            // the mark between them
  bool end_is_words = false;  // it is part of the answer too
};

// How a reply becomes thinking and text. By default the engine takes it apart (ParseReply).
using SplitReply = std::function<void(const Engine& engine, Candidate& candidate)>;

struct SampleOptions {
  int first = 0;  // number of the first candidate within the run
  std::optional<ThinkingPhase> thinking_phase;
  bool more_to_come = false;  // that all of these failed is no error yet (RequireOneThatWorked)
  // True: the method goes on with this candidate, and calls TellDone itself.
  std::function<bool(const Candidate&)> goes_on;
  SplitReply split;
  // As OnDone of the engine, with the candidate made of the generation.
  std::function<std::vector<size_t>(size_t index, const Candidate&)> on_done;
};

// Runs the requests on the policy's engine as candidates first, first + 1, ... and emits their
// events. A candidate that failed is kept, with a warning; when all failed it throws kUnavailable.
std::vector<Candidate> Sample(const Question& question, Context& context,
                              std::vector<GenerateRequest> requests,
                              const SampleOptions& options = {});

// Emits CandidateDone.
void TellDone(Context& context, int number, const Candidate& candidate);

// Throws kUnavailable when every candidate failed.
void RequireOneThatWorked(const std::vector<Candidate>& candidates);

// n requests for the same prompt: candidate i draws from Random().Child(first + i).
std::vector<GenerateRequest> Forks(Context& context, const Prompt& prompt, int n, int first = 0,
                                   const ScorerNeeds& needs = {});

Candidate MakeCandidate(const Question& question, const Engine& engine, Prompt prompt,
                        Generation generation, const SplitReply& split = nullptr);

// The short answer of a candidate; of one that was cut short only a marked one counts.
std::optional<std::string> FinalOf(const Question& question, std::string_view text,
                                   StopReason stop);

// Makes candidate `index` the answer; -1: the first one that finished, else has an answer, else
// has text.
Answer AnswerWith(std::vector<Candidate> candidates, int index);

}  // namespace ponder
