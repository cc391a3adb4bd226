// Game of 24 (Yao et al. 2023, arXiv 2305.10601): make 24 from four numbers.
//
// Levels go by how many solutions a hand has, which falls as people find it harder; the last one
// needs fractions or negative numbers on the way. The published checker evaluates the line as
// Python does, so that "**", "//" and signs slip through: that is the score "published".
#include <algorithm>
#include <array>
#include <cmath>

#include "task/arithmetic.h"
#include "task/draw.h"
#include "task/hands24.h"
#include "task/number_game.h"
#include "task/number_task.h"
#include "task/published.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr int64_t kTarget = 24;
constexpr int kLevels = 4;

int LevelOf(const Hand24& hand) {
  if (!hand.whole) return 3;
  return hand.solutions >= 4 ? 0 : hand.solutions >= 2 ? 1 : 2;
}

// In whole steps where that is possible: the easiest to read.
std::optional<std::string> Gold(const std::vector<int64_t>& numbers) {
  if (auto whole = FindWhole(numbers, kTarget)) return whole;
  return FindByPairs(numbers, kTarget);
}

struct Hand {
  std::vector<int64_t> numbers;  // ascending
  std::string gold;
};

const std::vector<Hand>& HandsOf(int level) {
  static const std::array<std::vector<Hand>, kLevels> by_level = [] {
    std::array<std::vector<Hand>, kLevels> hands;
    for (const Hand24& hand : SolvableHands24()) {
      const std::vector<int64_t> numbers(hand.numbers.begin(), hand.numbers.end());
      hands[static_cast<size_t>(LevelOf(hand))].push_back({numbers, Gold(numbers).value()});
    }
    return hands;
  }();
  return by_level[static_cast<size_t>(level)];
}

int LevelOf(std::vector<int64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  for (int level = 0; level < kLevels; ++level) {
    for (const Hand& hand : HandsOf(level)) {
      if (numbers == hand.numbers) return level;
    }
  }
  return kLevels - 1;
}

class Game24 : public NumberTask {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const std::vector<Hand>& hands = HandsOf(level);
    const Hand& hand = hands[draw.Index(hands.size())];
    return MakeItem(hand.numbers, kTarget, hand.gold, language);
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadCsv(file), "Rank", [](const Row& row) {
      const std::vector<int64_t> numbers = Numbers(row.Text("Puzzles"));
      const bool good = numbers.size() == 4 && std::all_of(numbers.begin(), numbers.end(),
                                                           [](int64_t n) { return n < 1000; });
      const auto gold = good ? Gold(numbers) : std::nullopt;
      if (!gold) row.Refuse("Puzzles", "four numbers that make 24");
      TaskItem item = MakeItem(numbers, kTarget, *gold, Language::kEnglish);
      item.level = LevelOf(numbers);
      return item;
    });
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    return FindByParts(NumbersOf(item), TargetOf(item), false);
  }

 protected:
  bool PublishedRight(const TaskItem& item, std::string_view answer) const override {
    const auto expression = Arithmetic::Parse(answer);
    if (!expression) return false;
    std::vector<double> used = expression->Numbers();
    std::vector<int64_t> given = NumbersOf(item);
    std::sort(used.begin(), used.end());
    std::sort(given.begin(), given.end());
    return std::equal(used.begin(), used.end(), given.begin(), given.end()) &&
           std::abs(expression->Approximate() - static_cast<double>(kTarget)) < 1e-6;
  }
};

const Game24 task;

}  // namespace

extern const TaskInfo game24_task;
const TaskInfo game24_task{
    .name = "game24",
    .summary = "make 24 from four numbers, each used once",
    .levels = {"many_solutions", "two_or_three_solutions", "one_solution", "fractions"},
    .sizes = {438, 527, 381, 16},
    .korean = true,
    .published =
        PublishedSet{
            .folder = "game24",
            .files = {{"24.csv",
                       "https://raw.githubusercontent.com/princeton-nlp/"
                       "tree-of-thought-llm/ab400345c5ea39d28ea6d7d3be0e417b11113c87/src/"
                       "tot/data/24/24.csv",
                       "b9f12b3e36d987a3c714c4cef17d89a137d7c59da26532fcfb93b4821d8111b5"}},
            .licence = "MIT",
            .credit = "Yao et al. 2023, princeton-nlp/tree-of-thought-llm"},
    .task = &task};

}  // namespace ponder
