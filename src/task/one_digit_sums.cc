// Sums of two digits, asked plainly. A 135M model gets a third of them right at once, half by vote.
#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

class OneDigitSums : public Task {
 public:
  TaskItem Make(const RandomStream& random, int, Language language) const override {
    Draw draw(random);
    const int64_t a = draw.Number(2, 9);
    const int64_t b = draw.Number(2, 9);
    TaskItem item;
    item.question =
        Fill(language == Language::kKorean ? "{} + {}의 값은 얼마입니까?" : "What is {} + {}?",
             {std::to_string(a), std::to_string(b)});
    item.gold = std::to_string(a + b);
    item.stop = {"\n"};
    item.max_tokens = 40;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::vector<int64_t> numbers = Numbers(item.question);
    return std::to_string(numbers.at(0) + numbers.at(1));
  }
};

const OneDigitSums task;

}  // namespace

extern const TaskInfo one_digit_sums_task;
const TaskInfo one_digit_sums_task{.name = "one_digit_sums",
                                   .summary = "What is a + b?, a and b from 2 to 9",
                                   .sizes = {64},
                                   .korean = true,
                                   .task = &task};

}  // namespace ponder
