// What the raters of a study would have chosen among the candidates of a row.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/record.h"
#include "eval/verifier.h"

namespace ponder {

struct RaterCost {
  double rated = 0;  // share of the candidates of which it could tell
  Usage usage;       // of all runs together
};

struct RatersReport {
  VerifierReport verifiers;      // a scorer a rater, by name
  std::vector<RaterCost> costs;  // in the same order
  int64_t runs = 0;
};

// One run a question. Candidates are put in an order that is drawn from the seed: some methods
// return the best ones first, and then the first four would be no sample. nullopt where nothing was
// rated.
std::optional<RatersReport> MeasureRaters(const std::vector<const EvalRecord*>& records,
                                          uint64_t seed = 0);

}  // namespace ponder
