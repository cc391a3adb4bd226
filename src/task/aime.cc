// AIME: fifteen contest problems a year and paper, answered by an integer from 0 to 999.
#include "task/published.h"

namespace ponder {
namespace {

class Aime : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", [](const Row& row) {
      const int64_t answer = row.Integer("answer");
      if (answer < 0 || answer > 999) row.Refuse("answer", "an integer from 0 to 999");
      TaskItem item;
      item.question = row.Text("problem");
      item.gold = std::to_string(answer);
      item.max_tokens = 2048;
      return item;
    });
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
        PublishedSet{
            .folder = "aime24",
            .files = {{"test.jsonl",
                       "https://raw.githubusercontent.com/QwenLM/Qwen2.5-Math/"
                       "a45202bd16f1ec06f433442dc1152d0074773465/evaluation/data/aime24/"
                       "test.jsonl",
                       "af2b8bd2aa911b6333ad0df32f3ca05c7ae8ed10f1731f4372c8ae26990bf7ac"}},
            .other_files = {"aime24.jsonl"},
            .licence = "problem texts (c) Mathematical Association of America",
            .credit = "AIME 2024, lines of {\"problem\", \"answer\"} as in the "
                      "evaluation of Qwen2.5-Math"},
    .examples = "math500",
    .task = &task};

}  // namespace ponder
