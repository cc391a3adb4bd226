// How far every state of the 2x2 cube is from solved: 3,674,160 states, one byte each.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "task/cube.h"

namespace ponder {

class CubeTable {
 public:
  static constexpr uint32_t kStates = 5040 * 729;  // orders of seven corners, twists of six
  static constexpr int kFarthest = 11;

  // Made on the first call (some 0.3 s).
  static const CubeTable& Get();

  int Distance(uint32_t index) const { return distance_[index]; }
  // The state with the usual colours, and back; nullopt when no moves solve it.
  static CubeState StateAt(uint32_t index);
  static std::optional<uint32_t> IndexOf(const CubeState& state);

 private:
  CubeTable();
  std::vector<uint8_t> distance_;
};

// In moves; nullopt when no moves solve it.
std::optional<int> CubeDistance(const CubeState& state);
// A shortest solution, down the table.
std::optional<CubeMoves> SolveCubeByTable(const CubeState& state);

}  // namespace ponder
