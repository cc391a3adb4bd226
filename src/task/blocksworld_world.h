// The blocks world as a world that search methods walk through.
#pragma once

#include <memory>

#include "ponder/language.h"
#include "ponder/world_model.h"
#include "task/blocks_text.h"

namespace ponder {

// A state says where every block is, in the words of the question. Progress is the share of the
// goal's facts that hold.
std::shared_ptr<const WorldModel> MakeBlocksWorld(BlocksProblem problem, Language language);

}  // namespace ponder
