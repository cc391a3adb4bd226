// A sum and a difference: two numbers of two digits, and one of one digit.
#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

class Expressions : public Task {
 public:
  TaskItem Make(const RandomStream& random, int, Language language) const override {
    Draw draw(random);
    const int64_t a = draw.Number(20, 59);
    const int64_t b = draw.Number(11, 39);
    const int64_t c = draw.Number(2, 9);
    TaskItem item;
    item.question = Fill(
        language == Language::kKorean ? "{} + {} - {}의 값은 얼마입니까?" : "What is {} + {} - {}?",
        {std::to_string(a), std::to_string(b), std::to_string(c)});
    item.gold = std::to_string(a + b - c);
    item.max_tokens = 100;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::vector<int64_t> numbers = Numbers(item.question);
    return std::to_string(numbers.at(0) - numbers.at(2) + numbers.at(1));
  }
};

const Expressions task;

}  // namespace

extern const TaskInfo expressions_task;
const TaskInfo expressions_task{.name = "expressions",
                                .summary = "What is a + b - c?, a and b of two digits, c of one",
                                .korean = true,
                                .task = &task};

}  // namespace ponder
