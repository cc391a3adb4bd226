#include "task/cube.h"

#include <algorithm>

namespace ponder {
namespace {

// x to the right, y up, z to the front.
struct Vector {
  int x = 0;
  int y = 0;
  int z = 0;
  friend bool operator==(const Vector&, const Vector&) = default;
};

Vector Plus(const Vector& a, const Vector& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
Vector Times(const Vector& a, int factor) { return {a.x * factor, a.y * factor, a.z * factor}; }
int Dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
Vector Cross(const Vector& a, const Vector& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

struct Face {
  Vector out;
  Vector right;  // as one looks at it
  Vector down;
};
constexpr std::array<Face, 6> kFaces = {{{{0, 1, 0}, {1, 0, 0}, {0, 0, 1}},
                                         {{1, 0, 0}, {0, 0, -1}, {0, -1, 0}},
                                         {{0, 0, 1}, {1, 0, 0}, {0, -1, 0}},
                                         {{0, -1, 0}, {1, 0, 0}, {0, 0, -1}},
                                         {{-1, 0, 0}, {0, 0, 1}, {0, -1, 0}},
                                         {{0, 0, -1}, {-1, 0, 0}, {0, -1, 0}}}};

// Two units out along the face's axis, one to the side along the others.
Vector Place(size_t sticker) {
  const Face& face = kFaces[sticker / 4];
  const int column = sticker % 2 == 0 ? -1 : 1;
  const int row = sticker % 4 < 2 ? -1 : 1;
  return Plus(Times(face.out, 2), Plus(Times(face.right, column), Times(face.down, row)));
}

size_t StickerAt(const Vector& place) {
  for (size_t sticker = 0; sticker < kCubeStickers; ++sticker) {
    if (Place(sticker) == place) return sticker;
  }
  return kCubeStickers;
}

// A quarter turn clockwise as seen from outside.
Vector Turned(const Vector& place, const Vector& axis) {
  return Plus(Times(axis, Dot(axis, place)), Times(Cross(axis, place), -1));
}

using Turn = std::array<uint8_t, kCubeStickers>;

// `turns` quarter turns of a face, or of the whole cube.
Turn MakeTurn(const Vector& axis, int turns, bool whole) {
  Turn from{};
  for (size_t sticker = 0; sticker < kCubeStickers; ++sticker) {
    Vector place = Place(sticker);
    for (int i = 0; i < turns && (whole || Dot(axis, place) > 0); ++i) place = Turned(place, axis);
    from[StickerAt(place)] = static_cast<uint8_t>(sticker);
  }
  return from;
}

std::array<Turn, kCubeTurns.size()> MakeTurns() {
  constexpr std::array<size_t, 9> kAxes = {0, 1, 2, 3, 4, 5, 1, 0, 2};  // x turns as R, y as U
  constexpr std::array<int, 3> kQuarters = {1, 3, 2};
  std::array<Turn, kCubeTurns.size()> turns;
  for (size_t i = 0; i < turns.size(); ++i) {
    turns[i] = MakeTurn(kFaces[kAxes[i / 3]].out, kQuarters[i % 3], i >= 18);
  }
  return turns;
}

// The colour that shares no corner with this one; 6 when there is not exactly one.
size_t Opposite(const CubeState& state, size_t colour) {
  std::array<bool, 6> beside = {};
  for (const auto& corner : CubeCorners()) {
    const bool here = std::any_of(corner.begin(), corner.end(),
                                  [&](uint8_t sticker) { return state[sticker] == colour; });
    for (const uint8_t sticker : corner) beside[state[sticker]] |= here;
  }
  if (std::count(beside.begin(), beside.end(), false) != 1) return 6;
  return static_cast<size_t>(std::find(beside.begin(), beside.end(), false) - beside.begin());
}

}  // namespace

CubeState SolvedCube() {
  CubeState state;
  for (size_t i = 0; i < state.size(); ++i) state[i] = static_cast<uint8_t>(i / 4);
  return state;
}

std::array<CubeMove, kCubeMoves> Actions(const CubeState&) { return {0, 1, 2, 3, 4, 5, 6, 7, 8}; }

const std::array<uint8_t, kCubeStickers>& CubeTurn(CubeMove move) {
  static const auto turns = MakeTurns();
  return turns[move];
}

CubeState Apply(const CubeState& state, CubeMove move) {
  const Turn& from = CubeTurn(move);
  CubeState next;
  for (size_t i = 0; i < next.size(); ++i) next[i] = state[from[i]];
  return next;
}

CubeState Apply(CubeState state, const CubeMoves& moves) {
  for (const CubeMove move : moves) state = Apply(state, move);
  return state;
}

bool IsGoal(const CubeState& state) {
  for (size_t i = 0; i < state.size(); ++i) {
    if (state[i] != state[i / 4 * 4]) return false;
  }
  return true;
}

std::optional<CubeMove> FindCubeMove(std::string_view name) {
  const auto* found = std::find(kCubeTurns.begin(), kCubeTurns.end(), name);
  if (found == kCubeTurns.end()) return std::nullopt;
  return static_cast<CubeMove>(found - kCubeTurns.begin());
}

std::string Describe(const CubeMoves& moves) {
  std::string text;
  for (const CubeMove move : moves)
    text += (text.empty() ? "" : " ") + std::string(kCubeTurns[move]);
  return text;
}

const std::array<std::array<uint8_t, 3>, 8>& CubeCorners() {
  static const auto corners = [] {
    std::array<std::array<uint8_t, 3>, 8> all;
    for (size_t i = 0; i < all.size(); ++i) {
      // Number 7 is at the bottom (y), back (z) and left (x).
      const Vector at{i & 1 ? -1 : 1, i & 4 ? -1 : 1, i & 2 ? -1 : 1};
      const Vector y{0, at.y, 0}, x{at.x, 0, 0}, z{0, 0, at.z};
      const bool clockwise = Dot(y, Cross(x, z)) < 0;
      const std::array<Vector, 3> outs = {y, clockwise ? x : z, clockwise ? z : x};
      for (size_t k = 0; k < 3; ++k) {
        all[i][k] = static_cast<uint8_t>(StickerAt(Plus(at, outs[k])));
      }
    }
    return all;
  }();
  return corners;
}

std::optional<CubeState> UsualColours(const CubeState& state) {
  std::array<int, 6> count = {};
  for (const uint8_t colour : state) {
    if (colour > 5 || ++count[colour] > 4) return std::nullopt;
  }
  std::array<size_t, 6> usual;
  usual.fill(6);
  for (const uint8_t sticker : CubeCorners()[7]) {
    const size_t face = sticker / 4;
    const size_t opposite = Opposite(state, state[sticker]);
    if (opposite == 6) return std::nullopt;
    usual[state[sticker]] = face;
    usual[opposite] = (face + 3) % 6;  // faces come in two rounds of three
  }
  if (std::find(usual.begin(), usual.end(), size_t{6}) != usual.end()) return std::nullopt;
  CubeState recoloured;
  for (size_t i = 0; i < state.size(); ++i) {
    recoloured[i] = static_cast<uint8_t>(usual[state[i]]);
  }
  return recoloured;
}

}  // namespace ponder
