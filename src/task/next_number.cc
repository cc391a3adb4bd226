// The number after another one. A 135M model mostly repeats the number itself, so that a vote makes
// the wrong answer sure: the task that shows where voting hurts.
#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const int64_t a = draw.Number(10, 98);
  TaskItem item;
  item.question = "Which number comes right after " + std::to_string(a) + "?";
  item.gold = std::to_string(a + 1);
  item.stop = {"\n"};
  item.max_tokens = 40;
  return item;
}

}  // namespace

extern const TaskInfo next_number_task;
const TaskInfo next_number_task{"next_number", "Which number comes right after a?, a from 10 to 98",
                                Make};

}  // namespace ponder
