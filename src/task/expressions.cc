// A sum and a difference: two numbers of two digits, and one of one digit.
#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const int64_t a = draw.Number(20, 59);
  const int64_t b = draw.Number(11, 39);
  const int64_t c = draw.Number(2, 9);
  TaskItem item;
  item.question =
      "What is " + std::to_string(a) + " + " + std::to_string(b) + " - " + std::to_string(c) + "?";
  item.gold = std::to_string(a + b - c);
  item.max_tokens = 100;
  return item;
}

}  // namespace

extern const TaskInfo expressions_task;
const TaskInfo expressions_task{"expressions",
                                "What is a + b - c?, a and b of two digits, c of one", Make};

}  // namespace ponder
