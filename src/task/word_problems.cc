// Word problems of two to four steps, made from stories of our own.
#include <array>

#include "task/draw.h"
#include "task/task.h"
#include "task/word_templates.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr std::array<std::string_view, 12> kNames = {"Mina", "Jonas", "Sora",  "Priya",
                                                     "Omar", "Lena",  "Tomas", "Hana",
                                                     "Ines", "David", "Yuna",  "Femi"};

// What a story asks, found by words of it, and worked out from its numbers in order.
struct Rule {
  std::string_view words;
  int64_t (*answer)(const std::vector<int64_t>& n);
};
using N = const std::vector<int64_t>&;
constexpr std::array<Rule, 12> kRules = {{
    {"in the afternoon", [](N n) { return n[0] * (1 + n[1]) * n[2]; }},
    {"saves $", [](N n) { return n[0] - n[3] + n[1] * n[2]; }},
    {"shop receives", [](N n) { return n[0] * n[1] - n[2]; }},
    {"shared equally", [](N n) { return (n[0] - n[1]) / n[2]; }},
    {"drives for", [](N n) { return n[3] * n[2] + n[1] * n[0]; }},
    {"years old. ", [](N n) { return n[2] + n[0] * n[1]; }},
    {"pages of a book", [](N n) { return 2 * n[0] + n[1] + n[2]; }},
    {"$100 note", [](N n) { return n[4] - (n[0] * n[1] + n[2] * n[3]); }},
    {"rows of", [](N n) { return n[2] + n[0] * n[1]; }},
    {"tank holds", [](N n) { return n[0] + n[1] * n[3] - n[2] * n[3]; }},
    {"half as many", [](N n) { return n[0] / 2 + n[1]; }},
    {"earns $", [](N n) { return n[0] * n[1] * n[3] - n[2] * n[3]; }},
}};

class WordProblems : public Task {
 public:
  TaskItem Make(const RandomStream& random, int, Language) const override {
    Draw draw(random);
    const size_t first = draw.Index(kNames.size());
    const size_t second = (first + 1 + draw.Index(kNames.size() - 1)) % kNames.size();
    const WordProblem problem = draw.OneOf(WordTemplates())(draw, kNames[first], kNames[second]);
    TaskItem item;
    item.question = problem.question;
    item.gold = std::to_string(problem.answer);
    item.max_tokens = 200;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    for (const Rule& rule : kRules) {
      if (Holds(item.question, rule.words))
        return std::to_string(rule.answer(Numbers(item.question)));
    }
    return std::nullopt;
  }
};

const WordProblems task;

}  // namespace

extern const TaskInfo word_problems_task;
const TaskInfo word_problems_task{
    .name = "word_problems", .summary = "word problems of two to four steps", .task = &task};

}  // namespace ponder
