// The number games as a world that search methods walk through.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ponder/language.h"
#include "ponder/world_model.h"

namespace ponder {

// A state is the numbers on the table in ascending order ("4 6 9"), an action joins two of them
// ("10 - 4 = 6 (left: 6 9 13)"). Of what a model says the operation counts; the result is computed.
// There is one goal, so that progress is 0 until it is reached.
std::shared_ptr<const WorldModel> MakeNumberWorld(std::vector<int64_t> numbers, int64_t target,
                                                  Language language);

}  // namespace ponder
