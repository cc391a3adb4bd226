// s1's figures over the rows of a group, and the cheapest way to an accuracy.
#pragma once

#include <optional>
#include <vector>

#include "eval/summary.h"

namespace ponder {

// Every model and method that was run at two budgets or more.
std::vector<ScalingStudy> FindScaling(const std::vector<SummaryRow>& rows, uint64_t seed);

// Of these rows the cheapest that is not clearly worse than the best of them, on the same
// questions. nullopt for no rows.
struct GoodEnough {
  size_t best;
  size_t cheapest;
};
std::optional<GoodEnough> CheapestGoodEnough(const std::vector<const SummaryRow*>& rows,
                                             CostAxis axis, uint64_t seed = 0);

}  // namespace ponder
