// The 2x2 cube in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ponder/language.h"
#include "task/cube.h"

namespace ponder {

// A line a face: "Top: 0 0 / 1 1".
std::string CubeFaces(const CubeState& state, Language language);

// With one sort of quote, and blanks between the moves.
std::string PlainCubeMoves(std::string_view text);
// The moves that a reply gives: behind a mark, else the last line of moves and nothing else.
std::optional<std::string> FindCubeMoves(std::string_view reply);
// The moves, turns of one face in a row made one.
std::string CubeMovesKey(std::string_view text);

}  // namespace ponder
