// MATH-500 (Lightman et al. 2023, arXiv 2305.20050): 500 problems of MATH (Hendrycks et al. 2021,
// arXiv 2103.03874). Answers are compared as mathematics, without an algebra system
// (text/math_equal.h).
#include "task/published.h"

namespace ponder {
namespace {

class Math500 : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "unique_id", [](const Row& row) {
      TaskItem item;
      item.question = row.Text("problem");
      item.gold = row.Text("answer");
      if (!IsAnswer(item.gold, AnswerKind::kMath)) row.Refuse("answer", "LaTeX with closed braces");
      const int64_t level = row.Integer("level");
      if (level < 1 || level > 5) row.Refuse("level", "a number from 1 to 5");
      item.level = static_cast<int>(level) - 1;
      item.kind = AnswerKind::kMath;
      item.max_tokens = 1024;
      item.meta["subject"] = row.Text("subject");
      return item;
    });
  }
};

const Math500 task;

}  // namespace

extern const TaskInfo math500_task;
const TaskInfo math500_task{
    .name = "math500",
    .summary = "problems of mathematics contests, with answers in LaTeX",
    .levels = {"level_1", "level_2", "level_3", "level_4", "level_5"},
    .generates = false,
    .published = PublishedSet{.folder = "math500",
                              .files = {{"test.jsonl",
                                         "https://media.githubusercontent.com/media/openai/prm800k/"
                                         "7ecc794703b2877f63226f2477a49b34f9b25163/prm800k/"
                                         "math_splits/test.jsonl",
                                         "35dc41080a3680858b27fa7e0533d2d5"
                                         "47825316fc5dafe5d316f4ccc5a06132"}},
                              .licence = "MIT",
                              .credit = "MATH-500: the test split of openai/prm800k (Lightman et "
                                        "al. 2023, arXiv 2305.20050)"},
    .task = &task};

}  // namespace ponder
