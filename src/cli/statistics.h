// Intervals for what was measured on a set of questions.
#pragma once

#include <cstdint>
#include <vector>

namespace ponder {

struct Interval {
  double low = 0;
  double high = 0;
};

// 95 % interval of a share: `right` of `total` (Wilson 1927).
Interval WilsonInterval(int right, int total);

// 95 % bootstrap interval of the mean: `values` is one number a question (a paired difference).
Interval BootstrapInterval(const std::vector<double>& values, uint64_t seed = 0);

double Mean(const std::vector<double>& values);

}  // namespace ponder
