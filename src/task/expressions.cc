// Sums and differences of three numbers of two digits.
#include "task/draw.h"
#include "task/task.h"

namespace ponder {
namespace {

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const int64_t a = draw.Number(30, 99);
  const int64_t b = draw.Number(11, 99);
  const int64_t c = draw.Number(11, 29);
  TaskItem item;
  item.question =
      "What is " + std::to_string(a) + " + " + std::to_string(b) + " - " + std::to_string(c) + "?";
  item.gold = std::to_string(a + b - c);
  item.max_tokens = 100;
  return item;
}

}  // namespace

extern const TaskInfo expressions_task;
const TaskInfo expressions_task{"expressions", "What is a + b - c?, numbers of two digits", Make};

}  // namespace ponder
