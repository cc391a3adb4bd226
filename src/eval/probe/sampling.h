// The model's own answers to questions with exact golds, for a probe to learn from.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "eval/plan.h"
#include "eval/probe/sample_folder.h"

namespace ponder {

struct ProbeSamplingProgress {
  int64_t done = 0;          // questions, those of earlier runs included
  int64_t total = 0;         // questions of the plan
  int64_t tokens = 0;        // generated, in all runs
  int64_t fresh_tokens = 0;  // in this run
  double seconds = 0;        // of this run
};
// Called from several threads, one call at a time.
using ProbeSamplingListener = std::function<void(const ProbeSamplingProgress&)>;

struct ProbeSamplingResult {
  int64_t questions = 0;  // in the folder now
  int64_t failed = 0;     // that the engine failed on; they are asked again next time
  int64_t tokens = 0;     // generated in all runs
  bool budget_spent = false;
  std::string first_error;
};

// The most tokens that a question of the plan may cost.
int64_t MostTokensOfAQuestion(const ProbeAbout& about, const StudyPlan& plan);

// Asks every question of the plan that the folder does not hold, as best_of_n would ask it, with
// `about.samples` answers each, and, where `about.rollouts` is above 0, so many completions from
// the ends of at most six inner steps of every answer. No more than `budget` tokens are generated
// in all runs on the folder together; a question is begun only where it must fit. Throws
// kUnsupported where the engine gives no hidden states.
ProbeSamplingResult SampleForProbe(const ProbeAbout& about, const StudyPlan& plan, int64_t budget,
                                   std::shared_ptr<Engine> engine, ProbeFolder& folder,
                                   const ProbeSamplingListener& listener = nullptr,
                                   std::stop_token stop = {});

}  // namespace ponder
