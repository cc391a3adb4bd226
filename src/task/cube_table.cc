#include "task/cube_table.h"

#include <algorithm>

namespace ponder {
namespace {

constexpr size_t kCorners = 7;  // that move
constexpr size_t kOrders = 5040;
constexpr size_t kTwists = 729;

// Which corner piece is at each place, and which of the place's stickers shows its top or bottom
// colour.
struct Pieces {
  std::array<uint8_t, kCorners> piece;
  std::array<uint8_t, kCorners> twist;
};

size_t OrderIndex(const std::array<uint8_t, kCorners>& order) {
  size_t index = 0;
  for (size_t i = 0; i < kCorners; ++i) {
    size_t smaller = 0;
    for (size_t j = i + 1; j < kCorners; ++j) smaller += order[j] < order[i];
    index = index * (kCorners - i) + smaller;
  }
  return index;
}

std::array<uint8_t, kCorners> OrderAt(size_t index) {
  std::array<uint8_t, kCorners> order{};
  for (size_t i = kCorners; i-- > 0;) {
    order[i] = static_cast<uint8_t>(index % (kCorners - i));
    index /= kCorners - i;
    for (size_t j = i + 1; j < kCorners; ++j) order[j] += order[j] >= order[i];
  }
  return order;
}

// The twists of all corners add up to a multiple of three: six of them say all.
size_t TwistIndex(const std::array<uint8_t, kCorners>& twist) {
  size_t index = 0;
  for (size_t i = 0; i + 1 < kCorners; ++i) index = index * 3 + twist[i];
  return index;
}

std::array<uint8_t, kCorners> TwistAt(size_t index) {
  std::array<uint8_t, kCorners> twist{};
  size_t sum = 0;
  for (size_t i = kCorners - 1; i-- > 0; index /= 3) {
    twist[i] = static_cast<uint8_t>(index % 3);
    sum += twist[i];
  }
  twist[kCorners - 1] = static_cast<uint8_t>((3 - sum % 3) % 3);
  return twist;
}

// The place and number of a sticker among its corner's.
std::pair<size_t, size_t> CornerOf(uint8_t sticker) {
  for (size_t corner = 0; corner < 8; ++corner) {
    for (size_t k = 0; k < 3; ++k) {
      if (CubeCorners()[corner][k] == sticker) return {corner, k};
    }
  }
  return {8, 3};
}

Pieces Moved(const Pieces& pieces, CubeMove move) {
  Pieces next{};
  for (size_t place = 0; place < kCorners; ++place) {
    const auto [from, k] = CornerOf(CubeTurn(move)[CubeCorners()[place][0]]);
    next.piece[place] = pieces.piece[from];
    next.twist[place] = static_cast<uint8_t>((pieces.twist[from] + 3 - k) % 3);
  }
  return next;
}

// The index of the state after each move, for orders and twists apart.
using MoveTable = std::vector<std::array<uint16_t, kCubeMoves>>;

MoveTable Moves(size_t count, bool order) {
  MoveTable table(count);
  for (size_t index = 0; index < count; ++index) {
    Pieces pieces{};
    if (order) pieces.piece = OrderAt(index);
    if (!order) pieces.twist = TwistAt(index);
    for (CubeMove move = 0; move < kCubeMoves; ++move) {
      const Pieces next = Moved(pieces, move);
      table[index][move] =
          static_cast<uint16_t>(order ? OrderIndex(next.piece) : TwistIndex(next.twist));
    }
  }
  return table;
}

}  // namespace

CubeTable::CubeTable() : distance_(kStates, 255) {
  const MoveTable orders = Moves(kOrders, true);
  const MoveTable twists = Moves(kTwists, false);
  std::vector<uint32_t> layer = {0};
  distance_[0] = 0;
  for (uint8_t distance = 1; !layer.empty(); ++distance) {
    std::vector<uint32_t> next;
    for (const uint32_t state : layer) {
      for (CubeMove move = 0; move < kCubeMoves; ++move) {
        const uint32_t after = orders[state / kTwists][move] * static_cast<uint32_t>(kTwists) +
                               twists[state % kTwists][move];
        if (distance_[after] != 255) continue;
        distance_[after] = distance;
        next.push_back(after);
      }
    }
    layer = std::move(next);
  }
}

const CubeTable& CubeTable::Get() {
  static const CubeTable table;
  return table;
}

CubeState CubeTable::StateAt(uint32_t index) {
  const auto pieces = OrderAt(index / kTwists);
  const auto twists = TwistAt(index % kTwists);
  CubeState state = SolvedCube();
  for (size_t place = 0; place < kCorners; ++place) {
    for (size_t k = 0; k < 3; ++k) {
      const uint8_t from = CubeCorners()[pieces[place]][k];
      state[CubeCorners()[place][(k + twists[place]) % 3]] = static_cast<uint8_t>(from / 4);
    }
  }
  return state;
}

std::optional<uint32_t> CubeTable::IndexOf(const CubeState& state) {
  const std::optional<CubeState> usual = UsualColours(state);
  if (!usual) return std::nullopt;
  Pieces found{};
  for (size_t place = 0; place < kCorners; ++place) {
    const auto& corner = CubeCorners()[place];
    bool known = false;
    for (uint8_t piece = 0; piece < kCorners; ++piece) {
      for (uint8_t twist = 0; twist < 3; ++twist) {
        bool same = true;
        for (size_t k = 0; k < 3; ++k) {
          same = same && (*usual)[corner[(k + twist) % 3]] == CubeCorners()[piece][k] / 4;
        }
        if (!same) continue;
        found.piece[place] = piece;
        found.twist[place] = twist;
        known = true;
      }
    }
    if (!known) return std::nullopt;
  }
  const auto index =
      static_cast<uint32_t>(OrderIndex(found.piece) * kTwists + TwistIndex(found.twist));
  // Pieces that come twice, and twists that do not add up, give another state.
  if (index >= kStates || StateAt(index) != *usual) return std::nullopt;
  return index;
}

std::optional<int> CubeDistance(const CubeState& state) {
  const std::optional<uint32_t> index = CubeTable::IndexOf(state);
  if (!index) return std::nullopt;
  return CubeTable::Get().Distance(*index);
}

std::optional<CubeMoves> SolveCubeByTable(const CubeState& state) {
  std::optional<int> distance = CubeDistance(state);
  if (!distance) return std::nullopt;
  CubeMoves moves;
  CubeState at = state;
  while (*distance > 0) {
    for (const CubeMove move : Actions(at)) {
      const CubeState next = Apply(at, move);
      if (CubeDistance(next) != *distance - 1) continue;
      moves.push_back(move);
      at = next;
      --*distance;
      break;
    }
  }
  return moves;
}

}  // namespace ponder
