// pass@k and maj@k of a set of records.
#pragma once

#include <cstdint>
#include <vector>

#include "eval/record.h"
#include "eval/statistics.h"

namespace ponder {

// The chance that one of k samples is right, and that the vote of k samples is. Means over
// questions.
struct AtK {
  int64_t k = 0;
  double pass = 0;
  Interval pass_interval;
  double majority = 0;
  Interval majority_interval;
};

// For k = 1, 2, 4, ... and as many samples as every question has. The samples of a question are its
// records; where it has one only, the candidates of that. Empty where some question has but one.
std::vector<AtK> MeasureAtK(const std::vector<const EvalRecord*>& records, uint64_t seed = 0);

}  // namespace ponder
