#include "task/cube_text.h"

#include <algorithm>

#include "task/words.h"
#include "text/answer_mark.h"
#include "text/scan.h"

namespace ponder {
namespace {

// Only moves, whichever; nullopt when the line holds something else or nothing.
std::optional<std::string> MoveLine(std::string_view line) {
  const std::vector<std::string> words = Words(PlainCubeMoves(line));
  const bool moves = std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return FindCubeMove(word).has_value();
  });
  if (words.empty() || !moves) return std::nullopt;
  return Join(words, " ");
}

}  // namespace

std::string CubeFaces(const CubeState& state, Language language) {
  constexpr std::array<std::string_view, 6> kEnglish = {"Top",    "Right", "Front",
                                                        "Bottom", "Left",  "Back"};
  constexpr std::array<std::string_view, 6> kKorean = {"윗면",   "오른쪽 면", "앞면",
                                                       "아랫면", "왼쪽 면",   "뒷면"};
  std::string text;
  for (size_t face = 0; face < 6; ++face) {
    text += (language == Language::kKorean ? kKorean : kEnglish)[face];
    text += ":";
    for (size_t i = 0; i < 4; ++i) {
      text += (i == 2 ? " / " : " ") + std::to_string(state[face * 4 + i]);
    }
    text += "\n";
  }
  return text;
}

std::string PlainCubeMoves(std::string_view text) {
  std::string plain(text);
  for (const std::string_view quote : {"\u2019", "\u2018", "\u2032", "`"}) {
    plain = scan::ReplaceAll(plain, quote, "'");
  }
  for (const std::string_view mark : {",", ";", "\n", "*", "->", "\u2192", "[Move]"}) {
    plain = scan::ReplaceAll(plain, mark, " ");
  }
  const std::string_view trimmed = scan::Trim(plain);
  return std::string(trimmed.ends_with('.') ? trimmed.substr(0, trimmed.size() - 1) : trimmed);
}

std::optional<std::string> FindCubeMoves(std::string_view reply) {
  if (const auto marked = FindMarkedAnswer(reply)) {
    std::string moves = PlainCubeMoves(scan::StripWrapping(marked->text));
    for (const std::string& word : Words(moves)) {
      if (FindCubeMove(word)) return moves;
    }
  }
  std::optional<std::string> last;
  for (size_t pos = 0; pos < reply.size();) {
    const size_t end = std::min(reply.find('\n', pos), reply.size());
    if (auto moves = MoveLine(reply.substr(pos, end - pos))) last = std::move(moves);
    pos = end + 1;
  }
  return last;
}

std::string CubeMovesKey(std::string_view text) {
  constexpr std::array<size_t, 3> kQuarters = {1, 3, 2};  // of the plain turn, ' and 2
  CubeMoves moves;
  for (const std::string& word : Words(PlainCubeMoves(text))) {
    const std::optional<CubeMove> move = FindCubeMove(word);
    if (!move) return PlainCubeMoves(text);
    if (moves.empty() || moves.back() / 3 != *move / 3) {
      moves.push_back(*move);
      continue;
    }
    const size_t quarters = (kQuarters[moves.back() % 3] + kQuarters[*move % 3]) % 4;
    moves.pop_back();
    if (quarters != 0) moves.push_back(*move / 3 * 3 + (quarters == 1 ? 0 : quarters == 3 ? 1 : 2));
  }
  return moves.empty() ? PlainCubeMoves(text) : Describe(moves);
}

}  // namespace ponder
