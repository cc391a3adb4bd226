// The prompts of PlanBench, which tell a problem of the blocks world in English.
#pragma once

#include "task/blocks_text.h"
#include "task/rows.h"

namespace ponder {

// From the field "query": what follows its last "[STATEMENT]". Blocks are numbered as they come.
BlocksProblem ReadBlocksPrompt(const Row& row);

}  // namespace ponder
