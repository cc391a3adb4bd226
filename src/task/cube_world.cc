#include "task/cube_world.h"

#include <algorithm>

#include "task/cube_text.h"
#include "task/words.h"
#include "text/action_line.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr int kFarthest = 11;

char UpperChar(char c) { return scan::IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

class CubeWorld : public WorldModel {
 public:
  CubeWorld(const CubeState& start, Language language) : start_(start), language_(language) {}

  std::string Start() const override { return Text(start_); }

  std::vector<std::string> Actions(std::string_view text) const override {
    std::vector<std::string> actions;
    const auto state = Read(text);
    if (!state) return actions;
    for (const CubeMove move : ponder::Actions(*state)) actions.emplace_back(kCubeTurns.at(move));
    return actions;
  }

  std::optional<std::string> Next(std::string_view text, std::string_view said) const override {
    const auto state = Read(text);
    const auto move = Find(said);
    if (!state || !move) return std::nullopt;
    return Text(Apply(*state, *move));
  }

  bool IsGoal(std::string_view text) const override { return Progress(text) == 1; }

  double Progress(std::string_view text) const override {
    const auto state = Read(text);
    if (!state) return 0;
    int faces = 0;
    for (size_t first = 0; first < kCubeStickers; first += 4) {
      const auto* face = state->begin() + first;
      faces += std::count(face, face + 4, *face) == 4;
    }
    return faces / 6.0;
  }

  int Depth() const override { return kFarthest; }

  std::string Reply(std::span<const std::string> actions) const override {
    CubeMoves moves;
    for (const std::string& said : actions) {
      const auto move = Find(said);
      if (!move) break;
      moves.push_back(*move);
    }
    return "#### " + Describe(moves);
  }

 private:
  std::string Text(const CubeState& state) const {
    return std::string(scan::Trim(CubeFaces(state, language_)));
  }

  // nullopt when the text is no state.
  static std::optional<CubeState> Read(std::string_view text) {
    const std::vector<int64_t> numbers = Numbers(text);
    CubeState state;
    if (numbers.size() != state.size()) return std::nullopt;
    for (size_t i = 0; i < state.size(); ++i) {
      if (numbers[i] > 5) return std::nullopt;
      state[i] = static_cast<uint8_t>(numbers[i]);
    }
    return state;
  }

  // The one move that a line names.
  static std::optional<CubeMove> Find(std::string_view said) {
    std::optional<CubeMove> found;
    for (std::string word : Words(PlainCubeMoves(ActionLine(said)))) {
      if (word.size() <= 2) word[0] = UpperChar(word[0]);
      const auto move = FindCubeMove(word);
      if (!move) continue;
      if (found || *move >= kCubeMoves) return std::nullopt;
      found = move;
    }
    return found;
  }

  CubeState start_;
  Language language_;
};

}  // namespace

std::shared_ptr<const WorldModel> MakeCubeWorld(const CubeState& start, Language language) {
  return std::make_shared<CubeWorld>(start, language);
}

}  // namespace ponder
