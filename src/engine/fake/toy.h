// A seeded pseudo-random language model: no weights, no meaning, full of life.
//
// Its logits are a pure function of the seed, the last three tokens and the length so far. Replies
// have about 5 to 80 tokens, hold small sums (right and wrong), and mostly end in "#### number",
// so that votes and equation checks have something to do. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>

#include "ponder/engine.h"

namespace ponder {

std::unique_ptr<Engine> MakeToyEngine(uint64_t seed);

}  // namespace ponder
