// The number after another one. A 135M model mostly repeats the number itself, so that a vote makes
// the wrong answer sure: the task that shows where voting hurts.
#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

class NextNumber : public Task {
 public:
  TaskItem Make(const RandomStream& random, int, Language language) const override {
    Draw draw(random);
    const int64_t a = draw.Number(10, 98);
    TaskItem item;
    item.question = Fill(language == Language::kKorean ? "{} 바로 다음에 오는 수는 무엇입니까?"
                                                       : "Which number comes right after {}?",
                         {std::to_string(a)});
    item.gold = std::to_string(a + 1);
    item.stop = {"\n"};
    item.max_tokens = 40;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    return std::to_string(Numbers(item.question).at(0) + 1);
  }
};

const NextNumber task;

}  // namespace

extern const TaskInfo next_number_task;
const TaskInfo next_number_task{.name = "next_number",
                                .summary = "Which number comes right after a?, a from 10 to 98",
                                .sizes = {89},
                                .korean = true,
                                .task = &task};

}  // namespace ponder
