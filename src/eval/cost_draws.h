// Two ways to answer, seen once as they were measured and many times as chance could have had it.
// All that is said of their costs is worked out for each of these, and the middle 95 % are its
// interval: so what is not known of the accuracies is carried through.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eval/cost_study.h"

namespace ponder {

// Means of one way to answer.
struct SideFigures {
  double accuracy = 0;
  AnswerCost cost;
};

struct CostDraw {
  // The first is the one that is compared; the others are the same model's ways that cost less or
  // more, to mix it with.
  std::vector<SideFigures> small;
  SideFigures large;
};

struct CostDraws {
  CostDraw measured;
  std::vector<CostDraw> drawn;
  int64_t questions = 0;    // that all ways answered; 0 for assumptions
  Interval small_accuracy;  // as reports have them: Wilson's, by question
  Interval large_accuracy;
  // Shares of right samples, one a question; empty for assumptions.
  std::vector<std::vector<double>> small_shares;  // of each way
  std::vector<double> large_shares;
};

// Whole questions are drawn, the same for both, of those that all rows answered. `small` is the
// named row and those to mix it with.
CostDraws DrawQuestions(const std::vector<const CostRow*>& small, const CostRow& large,
                        uint64_t seed = 0);

// What somebody assumes instead.
struct AssumedSide {
  int64_t right = 0;  // of
  int64_t total = 0;  // questions
  AnswerCost cost;
};

// The sides' accuracies are drawn independently, each so that the middle 95 % of its draws are its
// Wilson interval. Costs are taken as given.
CostDraws DrawAssumed(const AssumedSide& small, const AssumedSide& large, uint64_t seed = 0);

}  // namespace ponder
