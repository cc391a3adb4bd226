// Products of small numbers, asked plainly: right among eight answers nearly always, first one
// rarely.
#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"

namespace ponder {
namespace {

class TimesTable : public Task {
 public:
  TaskItem Make(const RandomStream& random, int, Language language) const override {
    Draw draw(random);
    const int64_t a = draw.Number(2, 5);
    const int64_t b = draw.Number(2, 9);
    TaskItem item;
    item.question = Fill(
        language == Language::kKorean ? "{} 곱하기 {}의 값은 얼마입니까?" : "What is {} times {}?",
        {std::to_string(a), std::to_string(b)});
    item.gold = std::to_string(a * b);
    item.stop = {"\n"};
    item.max_tokens = 40;
    return item;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::vector<int64_t> numbers = Numbers(item.question);
    int64_t sum = 0;
    for (int64_t i = 0; i < numbers.at(0); ++i) sum += numbers.at(1);
    return std::to_string(sum);
  }
};

const TimesTable task;

}  // namespace

extern const TaskInfo times_table_task;
const TaskInfo times_table_task{.name = "times_table",
                                .summary = "What is a times b?, a from 2 to 5, b from 2 to 9",
                                .sizes = {32},
                                .korean = true,
                                .task = &task};

}  // namespace ponder
