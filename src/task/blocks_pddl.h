// Rows of the published blocks world. Either "objects", "init", "goal" and "plan" are lists of
// facts of PDDL ("on a b", "pick-up c"), or "query" is a prompt of PlanBench and
// "ground_truth_plan" a plan in lines such as "(stack a b)".
#pragma once

#include "task/blocks_text.h"
#include "task/rows.h"

namespace ponder {

BlocksProblem ReadBlocksProblem(const Row& row);
// nullopt when the row has no plan. `names`: those of its problem.
std::optional<BlocksPlan> ReadBlocksPlan(const Row& row, const BlockNames& names);

}  // namespace ponder
