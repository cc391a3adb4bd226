// Solves a 2x2 cube from both ends: forward from the state, until it meets what is within five
// moves of the solved cube.
#include <algorithm>
#include <unordered_map>

#include "task/cube.h"

namespace ponder {
namespace {

constexpr int kNear = 5;
constexpr int kFarthest = 11;

// The stickers of all corners but the last, which never moves: 21 times three bits.
uint64_t KeyOf(const CubeState& state) {
  uint64_t key = 0;
  for (size_t corner = 0; corner < 7; ++corner) {
    for (const uint8_t sticker : CubeCorners()[corner]) key = key << 3 | state[sticker];
  }
  return key;
}

using Distances = std::unordered_map<uint64_t, int>;

const Distances& NearSolved() {
  static const Distances distances = [] {
    Distances found = {{KeyOf(SolvedCube()), 0}};
    std::vector<CubeState> layer = {SolvedCube()};
    for (int distance = 1; distance <= kNear; ++distance) {
      std::vector<CubeState> next;
      for (const CubeState& state : layer) {
        for (const CubeMove move : Actions(state)) {
          const CubeState after = Apply(state, move);
          if (found.try_emplace(KeyOf(after), distance).second) next.push_back(after);
        }
      }
      layer = std::move(next);
    }
    return found;
  }();
  return distances;
}

// Adds `depth` moves that end near the solved cube, no two in a row of one face.
bool Reach(const CubeState& state, int depth, CubeMoves& moves) {
  if (depth == 0) return NearSolved().contains(KeyOf(state));
  for (const CubeMove move : Actions(state)) {
    if (!moves.empty() && moves.back() / 3 == move / 3) continue;
    moves.push_back(move);
    if (Reach(Apply(state, move), depth - 1, moves)) return true;
    moves.pop_back();
  }
  return false;
}

}  // namespace

std::optional<CubeMoves> SolveCube(const CubeState& state) {
  const std::optional<CubeState> usual = UsualColours(state);
  if (!usual) return std::nullopt;
  CubeMoves moves;
  for (int depth = 0; !Reach(*usual, depth, moves); ++depth) {
    if (depth == kFarthest - kNear) return std::nullopt;
  }
  CubeState at = Apply(*usual, moves);
  for (int distance = NearSolved().at(KeyOf(at)); distance > 0; --distance) {
    for (const CubeMove move : Actions(at)) {
      const CubeState next = Apply(at, move);
      const auto known = NearSolved().find(KeyOf(next));
      if (known == NearSolved().end() || known->second != distance - 1) continue;
      moves.push_back(move);
      at = next;
      break;
    }
  }
  return moves;
}

}  // namespace ponder
