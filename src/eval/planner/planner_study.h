// What is run to train the planner: strategies on questions with golds, as a study of the harness.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eval/study.h"
#include "method/prompt_text.h"
#include "ponder/scorer.h"

namespace ponder {

struct PlannerSettings {
  int look = 4;                            // answers of the first look
  PromptStyle prompt = PromptStyle::kCot;  // of the look and the votes
  std::string scorer = "arithmetic";       // as `ponder eval` names it: "NAME[:option=value,...]"
  // Methods as `ponder eval` names them, without a scorer. self_consistency and best_of_n take
  // only n: they go on from the look.
  std::vector<std::string> strategies;
};

// What of a strategy comes out of the shared pool of samples.
struct PooledStrategy {
  bool pooled = false;
  bool scored = false;  // best_of_n, else a vote
  int n = 0;
};
PooledStrategy PooledOf(const std::string& strategy);

// Each method at each n ("self_consistency:n=4"); for those that have a width, the largest of 4 and
// below that divides n. Throws kInvalidRequest for methods without an n.
std::vector<std::string> StrategiesOf(const std::vector<std::string>& methods,
                                      const std::vector<int>& ns);

// Checked, in their normal form, each once, the look (self_consistency of so many) first. Throws
// kInvalidRequest or kNotFound naming the strategy or scorer.
PlannerSettings Checked(PlannerSettings settings);

// The methods of the study: the pool (best_of_n of the most answers that a vote takes) and, for
// each other strategy, itself.
std::vector<MethodSpec> PlannerMethods(const PlannerSettings& settings);

// The scorer of these settings.
std::unique_ptr<Scorer> PlannerScorer(const PlannerSettings& settings);
// Its name without options.
std::string ScorerNameOf(const PlannerSettings& settings);

}  // namespace ponder
