// Comparisons between runs of a group, and between groups.
#pragma once

#include <vector>

#include "eval/robustness/robust_summary.h"

namespace ponder {

// Runs under attack are enough for this.
inline constexpr size_t kRunsForLong = 40;

// Of each defender with enough runs under attack: the twentieth of them with the most tokens, and
// the fifth in the middle.
std::vector<LongRuns> CompareLongRuns(const RobustGroup& group);

// Of a group of think_less, against the group of many_shot with the same model, victim and goal;
// empty for other groups, and where there is none.
std::vector<ThinkLess> CompareThinkLess(const RobustGroup& group, const RobustSummary& summary);

}  // namespace ponder
