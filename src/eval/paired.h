// Two methods on the same questions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/statistics.h"

namespace ponder {

// Two-sided p of McNemar's test: by chance, a question on which two methods differ favours either
// alike. `exact` is the binomial tail; `mid` counts the observed outcome by half, which makes it
// less cautious. Both are 1 where they never differ.
struct McNemar {
  double exact = 1;
  double mid = 1;
};
McNemar McNemarTest(int64_t only_first, int64_t only_second);

enum class Finding { kBetter, kWorse, kNoDifference };

struct PairedComparison {
  int64_t questions = 0;  // that both answered
  int64_t better = 0;     // of these, on which the method did better than the baseline
  int64_t worse = 0;
  double difference = 0;  // mean of method - baseline, in shares
  Interval interval;      // of the difference: bootstrap over questions
  McNemar p;              // on `better` and `worse`

  // A difference is seen when the interval leaves out 0 and the mid-p is below 0.05. Either alone
  // is not enough: with few differing questions the bootstrap is sure too soon.
  Finding Found() const;
};

// One share of right samples a question for either; nullopt: not answered, and left out. With one
// sample a question this is McNemar's own setting, with several the test is a sign test.
PairedComparison Compare(const std::vector<std::optional<double>>& method,
                         const std::vector<std::optional<double>>& baseline, uint64_t seed = 0);

}  // namespace ponder
