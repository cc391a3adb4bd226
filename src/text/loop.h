// Finds a model that is going round in circles: the same block of tokens again and again at the
// end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ponder {

struct LoopRule {
  size_t max_period = 64;   // longest block looked for, tokens
  size_t min_repeats = 4;   // the block must stand at least so often in a row
  size_t min_covered = 32;  // and the repeats must cover at least so many tokens
};

// The period of the loop at the end of `tokens`, or 0 when there is none. The last repeat need not
// be whole. Worst case O(max_period * tokens); the shortest period wins.
size_t LoopPeriod(std::span<const int32_t> tokens, const LoopRule& rule = {});

bool HasLoop(std::span<const int32_t> tokens, const LoopRule& rule = {});

}  // namespace ponder
