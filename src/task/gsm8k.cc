// GSM8K (Cobbe et al. 2021, arXiv 2110.14168): grade-school word problems.
//
// The published rule compares the answer without its thousands commas with a gold that keeps them,
// so that 14 of the 1319 questions can never be right. We compare numbers; the score "published"
// is by that rule.
#include "task/published.h"
#include "text/number.h"
#include "text/scan.h"

namespace ponder {
namespace {

bool PublishedRight(std::string_view answer, std::string_view gold) {
  std::string bare = scan::ReplaceAll(answer, ",", "");
  bare = scan::ReplaceAll(scan::ReplaceAll(bare, "$", ""), " ", "");
  const std::string last = bare.substr(bare.rfind('=') + 1);
  if (last == gold) return true;
  const auto a = ParseNumber(last);
  const auto b = ParseNumber(gold);
  return a && b && *a == *b && gold.find(',') == std::string_view::npos;
}

class Gsm8k : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", [](const Row& row) {
      const std::string answer = row.Text("answer");
      const size_t mark = answer.rfind("####");
      TaskItem item;
      item.question = row.Text("question");
      if (mark != std::string::npos) item.gold = scan::Trim(answer.substr(mark + 4));
      if (!ParseNumber(item.gold)) row.Refuse("answer", "a text that ends in \"#### number\"");
      item.max_tokens = 320;
      return item;
    });
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    Verdict verdict = Task::Check(item, answer);
    verdict.scores = {{"published", PublishedRight(answer, item.gold)}};
    return verdict;
  }
};

const Gsm8k task;

}  // namespace

extern const TaskInfo gsm8k_task;
const TaskInfo gsm8k_task{
    .name = "gsm8k",
    .summary = "grade-school word problems of two to eight steps",
    .generates = false,
    .published =
        PublishedSet{
            .folder = "gsm8k",
            .files = {{"test.jsonl",
                       "https://raw.githubusercontent.com/openai/grade-school-math/"
                       "3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/"
                       "test.jsonl",
                       "3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14"}},
            .licence = "MIT",
            .credit = "GSM8K (Cobbe et al. 2021, arXiv 2110.14168)"},
    .task = &task};

}  // namespace ponder
