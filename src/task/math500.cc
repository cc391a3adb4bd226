// MATH-500 (Lightman et al. 2023, arXiv 2305.20050): 500 problems of MATH (Hendrycks et al. 2021,
// arXiv 2103.03874). Answers are compared as mathematics, without an algebra system
// (text/math_equal.h).
#include "task/rows.h"
#include "task/task.h"

namespace ponder {
namespace {

class Math500 : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    std::vector<TaskItem> items;
    for (const Row& row : ReadRows(file)) {
      TaskItem item;
      item.id = row.Text("unique_id");
      item.question = row.Text("problem");
      item.gold = row.Text("answer");
      const int64_t level = row.Integer("level");
      if (level < 1 || level > 5) row.Refuse("level", "a number from 1 to 5");
      item.level = static_cast<int>(level) - 1;
      item.kind = AnswerKind::kMath;
      item.max_tokens = 1024;
      item.meta["subject"] = row.Text("subject");
      items.push_back(std::move(item));
    }
    return items;
  }
};

const Math500 task;

}  // namespace

extern const TaskInfo math500_task;
const TaskInfo math500_task{
    .name = "math500",
    .summary = "problems of mathematics contests, with answers in LaTeX",
    .levels = {"level 1", "level 2", "level 3", "level 4", "level 5"},
    .generates = false,
    .published = PublishedSet{.folder = "math500",
                              .file = "test.jsonl",
                              .url = "",
                              .sha256 = "",
                              .licence = "MIT",
                              .credit = "MATH-500: the test split of openai/prm800k (math_splits, "
                                        "kept in Git LFS; Lightman et al. 2023, arXiv 2305.20050)"},
    .task = &task};

}  // namespace ponder
