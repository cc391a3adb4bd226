// How good are paths so far? What a scorer says of their steps, made comparable.
#pragma once

#include <span>
#include <vector>

#include "search/path.h"

namespace ponder {

// How the values of a path's steps become one.
enum class Aggregate { kLast, kMin, kProduct, kMean };

template <>
struct ChoiceNames<Aggregate> {
  static constexpr std::pair<std::string_view, Aggregate> kNames[] = {
      {"last", Aggregate::kLast},
      {"min", Aggregate::kMin},
      {"product", Aggregate::kProduct},
      {"mean", Aggregate::kMean}};
};

// 0 without values. A value that is no number counts as 0.
double AggregateOf(std::span<const double> values, Aggregate how);

class PathScorer {
 public:
  PathScorer(const StepSource& source, Scorer& scorer, Aggregate how)
      : source_(source), scorer_(scorer), how_(how) {}

  // Asks the scorer about these paths as they stand, in one call, and notes in each what its last
  // step is worth: a probability as it is, exp of a logarithm, a root of the rank. Where the scorer
  // cannot tell, what stands for "neither good nor bad" (VoteWeights).
  void Rate(std::span<Path* const> paths) const;
  // Of a rated path, 0 and up. A path without text is worth nothing.
  double Value(const Path& path) const;
  // The logarithm by which the last value multiplies a path's chances: of the odds r / (1 - r) for
  // probabilities, else of the value.
  double LogWeight(const Path& path) const;

 private:
  const StepSource& source_;
  Scorer& scorer_;
  Aggregate how_;
};

}  // namespace ponder
