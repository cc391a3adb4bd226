// "Is 91 a prime number?" for numbers that look prime and are not: the answer is always No. Small
// models mostly say Yes, so that a vote makes the wrong answer sure: the task that shows where
// voting hurts.
#include <array>

#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

// Odd, not divisible by 5, below 200, and composite.
constexpr std::array<int, 30> kNumbers = {49,  51,  57,  63,  69,  77,  81,  87,  91,  93,
                                          99,  111, 117, 119, 121, 123, 129, 133, 141, 143,
                                          147, 153, 159, 161, 169, 171, 177, 183, 187, 189};

class OddComposites : public Task {
 public:
  TaskItem Make(const RandomStream& random, int, Language language) const override {
    Draw draw(random);
    const int number = kNumbers[draw.Index(kNumbers.size())];
    TaskItem item;
    item.question =
        Fill(language == Language::kKorean ? "{}은(는) 소수입니까? Yes 또는 No로 답하세요."
                                           : "Is {} a prime number? Answer Yes or No.",
             {std::to_string(number)});
    item.gold = "No";
    item.kind = AnswerKind::kYesNo;
    item.max_tokens = 16;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const int64_t number = Numbers(item.question).at(0);
    for (int64_t divisor = 2; divisor * divisor <= number; ++divisor) {
      if (number % divisor == 0) return "no";
    }
    return "yes";
  }
};

const OddComposites task;

}  // namespace

extern const TaskInfo odd_composites_task;
const TaskInfo odd_composites_task{.name = "odd_composites",
                                   .summary = "Is n a prime number?, for odd composite numbers",
                                   .sizes = {30},
                                   .korean = true,
                                   .task = &task};

}  // namespace ponder
