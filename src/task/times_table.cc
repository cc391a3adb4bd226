// Products of small numbers, asked plainly: right among eight answers nearly always, first one
// rarely.
#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const int64_t a = draw.Number(2, 5);
  const int64_t b = draw.Number(2, 9);
  TaskItem item;
  item.question = "What is " + std::to_string(a) + " times " + std::to_string(b) + "?";
  item.gold = std::to_string(a * b);
  item.stop = {"\n"};
  item.max_tokens = 40;
  return item;
}

}  // namespace

extern const TaskInfo times_table_task;
const TaskInfo times_table_task{"times_table", "What is a times b?, a from 2 to 5, b from 2 to 9",
                                Make};

}  // namespace ponder
