// What the raters of a study would have chosen among the candidates of a row.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/record.h"
#include "eval/verifier.h"

namespace ponder {

struct RatersReport {
  VerifierReport verifiers;  // a scorer a rater, by name
  std::vector<Usage> costs;  // of all records together, one a rater
  int64_t records = 0;
};

// All candidates of a question are one set, of whatever sample. nullopt where nothing was rated, or
// some question has but one candidate.
std::optional<RatersReport> MeasureRaters(const std::vector<const EvalRecord*>& records,
                                          uint64_t seed = 0);

}  // namespace ponder
