// The 2x2 cube: 24 stickers, and the turns of its faces, derived from where the stickers are.
//
// Stickers go by face (top, right, front, bottom, left, back; four each), row by row as one looks
// at the face: the top with the front below it, the bottom with the front above it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ponder {

constexpr size_t kCubeStickers = 24;
// The colour of each sticker, 0 to 5.
using CubeState = std::array<uint8_t, kCubeStickers>;

// The turns by name. The first nine leave the corner at the bottom, back and left where it is; they
// reach every state, and are the only ones that the tasks allow.
constexpr size_t kCubeMoves = 9;
constexpr std::array<std::string_view, 27> kCubeTurns = {
    "U",  "U'", "U2", "R",  "R'", "R2", "F",  "F'", "F2", "D",  "D'", "D2", "L", "L'",
    "L2", "B",  "B'", "B2", "x",  "x'", "x2", "y",  "y'", "y2", "z",  "z'", "z2"};
using CubeMove = size_t;  // an index into these
using CubeMoves = std::vector<CubeMove>;

// Face number = colour: solved, in its usual place.
CubeState SolvedCube();
std::array<CubeMove, kCubeMoves> Actions(const CubeState& state);
// Where each sticker comes from: after the turn, sticker i is the one that was at [i].
const std::array<uint8_t, kCubeStickers>& CubeTurn(CubeMove move);
CubeState Apply(const CubeState& state, CubeMove move);
CubeState Apply(CubeState state, const CubeMoves& moves);
// Every face is of one colour, whichever.
bool IsGoal(const CubeState& state);
std::optional<CubeMove> FindCubeMove(std::string_view name);
std::string Describe(const CubeMoves& moves);

// The same cube with the colours that it would have in its usual place: whatever the colours, the
// corner at the bottom, back and left is solved. nullopt when no cube looks like this (its pieces
// are not those of a cube; twisted ones are not noticed).
std::optional<CubeState> UsualColours(const CubeState& state);

// The corners, each with its stickers clockwise from the one at the top or bottom; the last corner
// is the one that the moves leave alone.
const std::array<std::array<uint8_t, 3>, 8>& CubeCorners();

// A shortest solution, at most 11 moves; nullopt when the state has none. From both ends, on
// stickers; some milliseconds at the longest.
std::optional<CubeMoves> SolveCube(const CubeState& state);

}  // namespace ponder
