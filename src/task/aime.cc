// AIME: fifteen contest problems a year and paper, answered by an integer from 0 to 999.
#include "task/rows.h"
#include "task/task.h"

namespace ponder {
namespace {

class Aime : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    std::vector<TaskItem> items;
    for (const Row& row : ReadRows(file)) {
      const int64_t answer = row.Integer("answer");
      if (answer < 0 || answer > 999) row.Refuse("answer", "an integer from 0 to 999");
      TaskItem item;
      item.id = row.Has("id") && row.At("id").is_string() ? row.Text("id") : row.name();
      item.question = row.Text("problem");
      item.gold = std::to_string(answer);
      item.max_tokens = 2048;
      items.push_back(std::move(item));
    }
    return items;
  }
};

const Aime task;

}  // namespace

extern const TaskInfo aime_task;
const TaskInfo aime_task{
    .name = "aime",
    .summary = "contest problems answered by an integer from 0 to 999",
    .generates = false,
    .published =
        PublishedSet{.folder = "aime24",
                     .file = "aime24.jsonl",
                     .url = "",
                     .sha256 = "",
                     .licence = "problem texts (c) Mathematical Association of America",
                     .credit = "AIME 2024 as lines of {\"problem\", \"answer\"}, for example from "
                               "the evaluation data of Qwen2.5-Math"},
    .examples = "math500",
    .task = &task};

}  // namespace ponder
