// "Is 91 a prime number?" for numbers that look prime and are not: the answer is always No. Small
// models mostly say Yes, so that a vote makes the wrong answer sure: the task that shows where
// voting hurts.
#include <array>

#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

// Odd, not divisible by 5, below 200, and composite.
constexpr std::array<int, 30> kNumbers = {49,  51,  57,  63,  69,  77,  81,  87,  91,  93,
                                          99,  111, 117, 119, 121, 123, 129, 133, 141, 143,
                                          147, 153, 159, 161, 169, 171, 177, 183, 187, 189};

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const int number = kNumbers[draw.Index(kNumbers.size())];
  TaskItem item;
  item.question = "Is " + std::to_string(number) + " a prime number? Answer Yes or No.";
  item.gold = "No";
  item.kind = AnswerKind::kYesNo;
  item.max_tokens = 16;
  return item;
}

}  // namespace

extern const TaskInfo odd_composites_task;
const TaskInfo odd_composites_task{"odd_composites",
                                   "Is n a prime number?, for odd composite numbers", Make};

}  // namespace ponder
