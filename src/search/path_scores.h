// How good are paths so far? What a scorer says of their steps, made comparable.
#pragma once

#include <span>
#include <vector>

#include "scorer/candidate_steps.h"
#include "search/path.h"

namespace ponder {

class PathScorer {
 public:
  PathScorer(const StepSource& source, Scorer& scorer, StepAggregate how)
      : source_(source), scorer_(scorer), how_(how) {}

  // Asks the scorer about these paths as they stand, in one call (about copies of one path once,
  // where it rates each by itself), and notes in each what its last step is worth: a probability as
  // it is, exp of a logarithm, a root of the rank. Where the scorer cannot tell, what stands for
  // "neither good nor bad" (ScoreTotals).
  void Rate(std::span<Path* const> paths) const;
  // Of a rated path, 0 and up. A path without text is worth nothing.
  double Value(const Path& path) const;
  // Values of different calls cannot be compared.
  bool Compares() const;
  // Whether the value says how good the path is by itself: the scorer could tell, and did not only
  // say which of those that it was shown are better.
  bool SaysHowGood(const Path& path) const;
  // The logarithm by which the last value multiplies a path's chances: of the odds r / (1 - r) for
  // probabilities, else of the value.
  double LogWeight(const Path& path) const;

 private:
  const StepSource& source_;
  Scorer& scorer_;
  StepAggregate how_;
};

}  // namespace ponder
