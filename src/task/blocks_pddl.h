// The facts of PDDL, as the rows of the published blocks world hold them: "objects", "init", "goal"
// and "plan" are lists of texts such as "on a b" or "pick-up c".
#pragma once

#include "task/blocks_text.h"
#include "task/rows.h"

namespace ponder {

BlocksProblem ReadBlocksProblem(const Row& row);
BlocksPlan ReadBlocksPlan(const Row& row);

}  // namespace ponder
