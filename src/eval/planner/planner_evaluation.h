// What choosing by difficulty is worth on questions that the table has not seen.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/planner/planner_fit.h"
#include "eval/statistics.h"

namespace ponder {

// How difficulty is known.
enum class DifficultySource {
  kPredicted,  // from the look
  kOracle,     // the share of right answers in the pool: what cannot be had when it counts
};

// One way of answering all questions.
struct WayOutcome {
  std::string name;
  std::vector<double> right;  // a question each
  double accuracy = 0;
  double tokens = 0;  // mean
  Interval interval;  // of the accuracy: bootstrap over questions
};

// compute_optimal with the ceiling as its option `tokens` (no bin may take more on average), beside
// the best of the single strategies that take no more on average over all questions.
struct PlannerComparison {
  std::optional<double> ceiling;
  size_t best = 0;  // index of the single strategy with the highest accuracy; ties: the cheapest
  WayOutcome chosen;
  WayOutcome oracle;
  double difference = 0;   // chosen minus best
  Interval interval = {};  // of it, paired
};

struct PlannerReport {
  size_t questions = 0;
  std::vector<WayOutcome> singles;  // in the order of the strategies
  std::vector<PlannerComparison> comparisons;
  std::vector<std::vector<int64_t>> met;  // [true bin][predicted bin], of Binning::kAbsolute
  double brier = 0;          // of predicted pass@1 against PlannerItem::Target, of other questions
  double brier_of_mean = 0;  // of saying the mean every time
};

inline constexpr size_t kFewestPlannerQuestions = 4;

// Two-fold, as in Snell et al. 2024: a table made of one half chooses for the other. `slack`: as in
// PlanRule. The ceilings are what the single strategies cost, then none. Throws kInvalidRequest
// where there are fewer than kFewestPlannerQuestions.
PlannerReport EvaluatePlanner(std::span<const PlannerItem> items,
                              const std::vector<std::string>& strategies, bool scored,
                              Binning binning, double slack, uint64_t seed = 0);

}  // namespace ponder
