// Every hand of four numbers 1..13 that makes 24, and how hard each is.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace ponder {

struct Hand24 {
  std::array<int64_t, 4> numbers;  // in ascending order
  int solutions = 0;               // that differ in more than brackets and order
  bool whole = false;              // one of them stays in the whole numbers from zero on
};

// 1,362 of the 1,820 hands, in ascending order; found on the first call (some 0.3 s).
const std::vector<Hand24>& SolvableHands24();

}  // namespace ponder
