// What more compute buys: over several runs of one method, and over all that were measured.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "eval/statistics.h"

namespace ponder {

// One run at one budget: what it used on average, and its share of right answers.
struct ComputePoint {
  double tokens = 0;
  double accuracy = 0;
  std::optional<double> limit = {};     // tokens it was allowed
  std::optional<double> at_least = {};  // tokens it was told to use
};

// The three numbers of s1 (Muennighoff et al. 2025, arXiv 2501.19393) over the runs of a method.
// Their published scaling figures come out with the logarithm of tokens, so both are here.
struct ScalingFigures {
  size_t runs = 0;
  std::optional<double> control;       // share of runs inside their limits, of those that have any
  std::optional<double> per_doubling;  // points of accuracy a doubling of tokens, mean over pairs
  std::optional<double> per_1k;        // points of accuracy a thousand tokens, mean over pairs
  double performance = 0;              // best accuracy of any run
};
ScalingFigures Scaling(std::span<const ComputePoint> runs);

// A measured configuration on the plane of cost and accuracy.
struct Priced {
  double cost = 0;
  double accuracy = 0;
  Interval interval = {};  // of the accuracy
};

// Those that nothing beats: nothing else is at least as good in both and better in one. Of equal
// ones the first. Indices, cheapest first.
std::vector<size_t> ParetoFront(std::span<const Priced> points);

// Who reaches an accuracy. `surely` has its whole interval at or above it; `perhaps` is the
// cheapest whose interval does not rule it out.
struct Cheapest {
  std::optional<size_t> surely;
  std::optional<size_t> perhaps;
};
Cheapest CheapestReaching(std::span<const Priced> points, double accuracy);

}  // namespace ponder
