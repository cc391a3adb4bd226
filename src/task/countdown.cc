// Countdown: make a target from three to five numbers.
//
// Two recipes. Three and four numbers: random steps from the left, each kept whole, until the value
// is a target; few random draws of so few numbers have a solution. Five numbers, as in Gandhi et
// al. 2024 (arXiv 2404.03683): numbers and target drawn apart, kept when there is a solution in
// whole steps. The score "published" is the rule of TinyZero: digits, + - * / ( ) . and blanks
// only, every number once, and what Python's eval makes of it within 1e-5. It lets "**", "//" and
// signs through and refuses "= 24".
#include <algorithm>
#include <array>
#include <cmath>

#include "task/arithmetic.h"
#include "task/draw.h"
#include "task/number_game.h"
#include "task/number_task.h"
#include "task/words.h"

namespace ponder {
namespace {

struct Level {
  size_t count;
  int64_t most;  // of one number
  int64_t target_low;
  int64_t target_high;
  bool planted;
};
constexpr std::array<Level, 4> kLevels = {{{3, 20, 10, 100, true},
                                           {3, 99, 10, 100, true},
                                           {4, 99, 10, 100, true},
                                           {5, 99, 10, 100, false}}};

struct Puzzle {
  std::vector<int64_t> numbers;
  int64_t target;
  std::string gold;
};

std::vector<int64_t> DrawNumbers(Draw& draw, const Level& level) {
  std::vector<int64_t> numbers(level.count);
  for (int64_t& number : numbers) number = draw.Number(1, level.most);
  return numbers;
}

// Joins the numbers from the left by operations drawn among those that stay whole; the numbers are
// shown in another order.
std::optional<Puzzle> Plant(Draw& draw, const Level& level) {
  Puzzle puzzle{DrawNumbers(draw, level), 0, ""};
  NumberState state = NumberStart(puzzle.numbers);
  while (state.terms.size() > 1) {
    // The last term is the running value, after the first step.
    const size_t running = state.terms.size() == level.count ? 0 : state.terms.size() - 1;
    const size_t other = running == 0 ? 1 : 0;
    const int64_t a = static_cast<int64_t>(state.terms[running].value.num);
    const int64_t b = static_cast<int64_t>(state.terms[other].value.num);
    std::vector<char> operations = {'+'};
    if (a >= b) operations.push_back('-');
    if (a * b <= 10 * level.target_high) operations.push_back('*');
    if (b > 1 && a % b == 0) operations.push_back('/');
    state = Apply(state, {running, other, operations[draw.Index(operations.size())]});
  }
  puzzle.target = static_cast<int64_t>(state.terms[0].value.num);
  if (puzzle.target < level.target_low || puzzle.target > level.target_high) return std::nullopt;
  puzzle.gold = state.terms[0].text;
  Scatter(puzzle.numbers);
  return puzzle;
}

std::optional<Puzzle> DrawApart(Draw& draw, const Level& level) {
  Puzzle puzzle{DrawNumbers(draw, level), draw.Number(level.target_low, level.target_high), ""};
  Scatter(puzzle.numbers);
  if (!FindWhole(puzzle.numbers, puzzle.target)) return std::nullopt;
  puzzle.gold = FindByParts(puzzle.numbers, puzzle.target, true).value();
  return puzzle;
}

class Countdown : public NumberTask {
 public:
  TaskItem Make(const RandomStream& random, int at, Language language) const override {
    const Level& level = kLevels.at(static_cast<size_t>(at));
    Draw draw(random);
    std::optional<Puzzle> puzzle;
    while (!puzzle) puzzle = level.planted ? Plant(draw, level) : DrawApart(draw, level);
    return MakeItem(puzzle->numbers, puzzle->target, puzzle->gold, language);
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    return FindWhole(NumbersOf(item), TargetOf(item));
  }

 protected:
  bool PublishedRight(const TaskItem& item, std::string_view answer) const override {
    if (answer.find_first_not_of("0123456789+-*/(). \t\r\n") != std::string_view::npos) {
      return false;
    }
    std::vector<int64_t> used = Numbers(answer);
    std::vector<int64_t> given = NumbersOf(item);
    std::sort(used.begin(), used.end());
    std::sort(given.begin(), given.end());
    const auto expression = Arithmetic::Parse(answer);
    return expression && used == given &&
           std::abs(expression->Approximate() - static_cast<double>(TargetOf(item))) < 1e-5;
  }
};

const Countdown task;

}  // namespace

extern const TaskInfo countdown_task;
const TaskInfo countdown_task{.name = "countdown",
                              .summary = "make a target from three to five numbers, each used once",
                              .levels = {"three_small", "three", "four", "five"},
                              .korean = true,
                              .task = &task};

}  // namespace ponder
