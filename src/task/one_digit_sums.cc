// Sums of two digits, asked plainly. A 135M model gets a third of them right at once, half by vote.
#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const int64_t a = draw.Number(2, 9);
  const int64_t b = draw.Number(2, 9);
  TaskItem item;
  item.question = "What is " + std::to_string(a) + " + " + std::to_string(b) + "?";
  item.gold = std::to_string(a + b);
  item.stop = {"\n"};
  item.max_tokens = 40;
  return item;
}

}  // namespace

extern const TaskInfo one_digit_sums_task;
const TaskInfo one_digit_sums_task{"one_digit_sums", "What is a + b?, a and b from 2 to 9", Make};

}  // namespace ponder
