// The 2x2 cube as a world that search methods walk through.
#pragma once

#include <memory>

#include "ponder/language.h"
#include "ponder/world_model.h"
#include "task/cube.h"

namespace ponder {

// A state is the faces as the question shows them, an action one of the nine moves. Progress is the
// share of the faces that are of one colour.
std::shared_ptr<const WorldModel> MakeCubeWorld(const CubeState& start, Language language);

}  // namespace ponder
