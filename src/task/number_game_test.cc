// The number games: known counts of Game of 24, the world, the checkers and the published file.
#include "task/number_game.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "task/arithmetic.h"
#include "task/hands24.h"
#include "task/test_data.h"

namespace ponder {
namespace {

double Score(const Verdict& verdict, std::string_view name) {
  for (const auto& [key, value] : verdict.scores) {
    if (key == name) return value;
  }
  return -1;
}

TEST(Hands24, KnownCounts) {
  const std::vector<Hand24>& hands = SolvableHands24();
  EXPECT_EQ(hands.size(), 1362u);
  EXPECT_EQ(std::count_if(hands.begin(), hands.end(), [](const Hand24& h) { return h.whole; }),
            1346);
  EXPECT_EQ(
      std::count_if(hands.begin(), hands.end(), [](const Hand24& h) { return h.numbers[3] <= 10; }),
      566);
}

TEST(Hands24, BothSearchesAgreeOnEveryHand) {
  size_t next = 0;
  const std::vector<Hand24>& hands = SolvableHands24();
  for (int64_t a = 1; a <= 13; ++a) {
    for (int64_t b = a; b <= 13; ++b) {
      for (int64_t c = b; c <= 13; c += 3) {
        for (int64_t d = c; d <= 13; d += 2) {
          const std::array<int64_t, 4> hand = {a, b, c, d};
          while (next < hands.size() && hands[next].numbers < hand) ++next;
          const bool solvable = next < hands.size() && hands[next].numbers == hand;
          EXPECT_EQ(FindByPairs(hand, 24).has_value(), solvable);
          EXPECT_EQ(FindByParts(hand, 24, false).has_value(), solvable);
          EXPECT_EQ(FindWhole(hand, 24).has_value(), solvable && hands[next].whole);
        }
      }
    }
  }
}

// Without repeated numbers, an expression's key is what the table counts.
TEST(Arithmetic, KeyForgetsBracketsAndOrder) {
  const auto key = [](std::string_view text) { return Arithmetic::Parse(text).value().Key(); };
  EXPECT_EQ(key("(10 - 4) * (13 - 9)"), key("(13-9)*(-4 + 10)"));
  EXPECT_EQ(key("8 - (3 - 2)"), key("(2 + 8) - 3"));
  EXPECT_EQ(key("8 / (2 / 3)"), key("3 * 8 / 2"));
  EXPECT_NE(key("8 - 3 - 2"), key("8 - (3 - 2)"));
  EXPECT_NE(key("6 * 4"), key("6 + 4"));
}

TEST(Arithmetic, ExactValuesAndRefusals) {
  EXPECT_EQ(Arithmetic::Parse("8 / (3 - 8 / 3)")->Exact(), (Rational{24, 1}));
  EXPECT_FALSE(Arithmetic::Parse("8 / (3 - 3)")->Exact());
  EXPECT_FALSE(Arithmetic::Parse("2 ** 3")->Exact());
  EXPECT_FALSE(Arithmetic::Parse("(3)(8)"));
  EXPECT_FALSE(Arithmetic::Parse("3 +"));
  EXPECT_FALSE(Arithmetic::Parse(std::string(150, '(')));
  EXPECT_FALSE(Arithmetic::Parse(""));
  EXPECT_DOUBLE_EQ(Arithmetic::Parse("-2 ** 2 + 7 // 2")->Approximate(), -1);
}

TEST(Arithmetic, FoundInProse) {
  EXPECT_EQ(FindArithmetic("The answer is (10 \u2212 4) \u00D7 (13 - 9) = 24.", 4),
            "(10 - 4) * (13 - 9)");
  EXPECT_EQ(FindArithmetic("\\boxed{\\frac{8}{3 - \\frac{8}{3}}}", 4), "((8)/(3 - ((8)/(3))))");
  EXPECT_EQ(FindArithmetic("10 - 4 = 6 (left: 6 9 13)\n- (10 - 4) * (13 - 9) = 24\nDone 1 + 1.", 4),
            "(10 - 4) * (13 - 9)");
  EXPECT_EQ(FindArithmetic("<answer> 3 * 8 </answer>", 2), "3 * 8");
  EXPECT_FALSE(FindArithmetic("I give up.", 4));
}

TEST(NumberGame, WorldPlaysASolution) {
  const std::array<int64_t, 4> numbers = {4, 9, 10, 13};
  NumberState state = NumberStart(numbers);
  EXPECT_EQ(Actions(state).size(), 36u);
  EXPECT_EQ(Describe(state, {2, 0, '-'}), "10 - 4 = 6 (left: 9 13 6)");
  state = Apply(state, {2, 0, '-'});
  state = Apply(state, {1, 0, '-'});
  EXPECT_FALSE(IsGoal(state, 24));
  state = Apply(state, {0, 1, '*'});
  EXPECT_TRUE(IsGoal(state, 24));
  EXPECT_EQ(state.terms[0].text, "(10 - 4) * (13 - 9)");
}

TaskItem Item(std::vector<int64_t> numbers, int64_t target) {
  TaskItem item;
  item.meta = {{"numbers", numbers}, {"target", target}};
  return item;
}

TEST(Game24, ReasonsAndThePublishedRule) {
  const Task& task = *FindTask("game24").task;
  const TaskItem item = Item({2, 3, 4, 4}, 24);
  const auto reason = [&](std::string_view answer) { return task.Check(item, answer).reason; };
  EXPECT_EQ(reason("(2 + 4) * (3 + 4)"), "makes 42 instead of 24");
  EXPECT_EQ(reason("2 * 3 * 4"), "uses 2 3 4 instead of 2 3 4 4");
  EXPECT_EQ(reason("4 / (2 * 3 - 4 - 2)"), "uses 2 2 3 4 4 instead of 2 3 4 4");
  EXPECT_EQ(reason("4 / 0 + 3"), "uses 0 3 4 instead of 2 3 4 4");
  EXPECT_EQ(reason("4 ** 2 + 4 * 3"), "uses more than + - * /, brackets and whole numbers");
  EXPECT_EQ(reason("(4 * 3 * 4) / 2 = 24"), "");
  // Python's eval: powers pass, an equals sign does not.
  EXPECT_EQ(Score(task.Check(Item({2, 3, 4, 8}, 24), "4 ** 2 * 3 / 8 + 18"), "published"), 0);
  EXPECT_EQ(Score(task.Check(Item({1, 2, 4, 8}, 24), "4 ** 2 + 8 // 1"), "published"), 1);
  EXPECT_EQ(Score(task.Check(item, "4 * 3 * 4 / 2"), "published"), 1);
  EXPECT_EQ(Score(task.Check(item, "4 * 3 * 4 / 2 = 24"), "published"), 0);
}

TEST(Countdown, TinyZeroRuleIsLooserAndStricter) {
  const Task& task = *FindTask("countdown").task;
  const TaskItem item = Item({2, 5, 7}, 39);
  const auto both = [&](std::string_view answer) {
    const Verdict verdict = task.Check(item, answer);
    return std::pair(verdict.right, Score(verdict, "published") == 1);
  };
  EXPECT_EQ(both("2 ** 5 + 7"), std::pair(false, true));
  EXPECT_EQ(both("7 - -2 ** 5"), std::pair(false, true));
  EXPECT_EQ(both("5 * 7 + 2"), std::pair(false, false));
  const TaskItem other = Item({2, 5, 7}, 37);
  EXPECT_TRUE(task.Check(other, "5 * 7 + 2 = 37").right);
  EXPECT_EQ(Score(task.Check(other, "5 * 7 + 2 = 37"), "published"), 0);
  EXPECT_EQ(Score(task.Check(other, "5 * 7 + 2"), "published"), 1);
  EXPECT_EQ(Score(task.Check(Item({2, 3, 6}, 9), "6 / (2 / 3)"), "whole"), 0);
  EXPECT_EQ(Score(task.Check(Item({2, 3, 6}, 9), "6 / 2 * 3"), "whole"), 1);
}

// The published file holds the hands of the table, each once.
TEST(Game24, EveryPublishedHandIsInTheTable) {
  PONDER_READ_OR_SKIP(set, "game24");
  std::array<int, 4> levels = {};
  std::set<std::vector<int64_t>> hands;
  for (const TaskItem& item : set.items) {
    auto numbers = item.meta.at("numbers").get<std::vector<int64_t>>();
    std::sort(numbers.begin(), numbers.end());
    EXPECT_TRUE(hands.insert(numbers).second) << item.question;
    ++levels.at(static_cast<size_t>(item.level));
  }
  if (set.items.size() != 1362) return;
  EXPECT_EQ(levels, (std::array<int, 4>{438, 527, 381, 16}));
  for (const Hand24& hand : SolvableHands24()) {
    EXPECT_TRUE(hands.contains({hand.numbers.begin(), hand.numbers.end()}));
  }
}

}  // namespace
}  // namespace ponder
