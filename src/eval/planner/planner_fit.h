// From what strategies came to on questions to a planner's table.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "eval/planner/planner_items.h"
#include "plan/planner.h"

namespace ponder {

// The table that items say: the difficulty model, bins, and the mean outcomes of a bin. A question
// falls into the bin that is predicted for it by a model fitted to other questions.
PlannerTable FitPlanner(std::span<const PlannerItem> items,
                        const std::vector<std::string>& strategies, bool scored);

// With the look in front: votes go on from it, other methods start anew behind it.
double TokensWithLook(const PlannerItem& item, size_t strategy, bool pooled);

// Bins and cells of `table` for questions of known difficulty, an entry of `pass_rates` each.
void FillCells(std::span<const PlannerItem> items, const std::vector<double>& pass_rates,
               const std::vector<std::string>& strategies, PlannerTable& table);

}  // namespace ponder
