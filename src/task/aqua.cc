// AQuA-RAT (Ling et al. 2017, arXiv 1705.04146): algebra with five options.
//
// The score "published" is the rule of Sys2Bench: the first capital from A to E after the last
// "the answer is", whatever it belongs to ("the answer is Correct: D" is C).
#include "task/published.h"
#include "text/scan.h"

namespace ponder {
namespace {

std::string PublishedAnswer(std::string_view reply) {
  const std::string lower = scan::Lower(reply);
  const size_t cue = lower.rfind("he answer is");
  if (cue == std::string::npos) return "";
  const size_t letter = reply.find_first_of("ABCDE", cue);
  return letter == reply.npos ? "" : std::string(reply.substr(letter, 1));
}

class Aqua : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", [](const Row& row) {
      const std::vector<std::string> options = row.Texts("options");
      TaskItem item;
      item.question = row.Text("question") + "\nOptions:";
      for (const std::string& option : options) item.question += "\n" + option;
      item.gold = row.Text("correct");
      if (options.size() != 5) row.Refuse("options", "a list of five texts");
      if (item.gold.size() != 1 || item.gold < "A" || item.gold > "E") {
        row.Refuse("correct", "a letter from A to E");
      }
      item.kind = AnswerKind::kChoice;
      item.max_tokens = 400;
      return item;
    });
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    Verdict verdict = Task::Check(item, answer);
    const std::string published = PublishedAnswer("The answer is " + std::string(answer));
    verdict.scores = {{"published", published == item.gold}};
    return verdict;
  }

  Verdict CheckReply(const TaskItem& item, std::string_view reply) const override {
    Verdict verdict = Task::CheckReply(item, reply);
    verdict.scores = {{"published", PublishedAnswer(reply) == item.gold}};
    return verdict;
  }
};

const Aqua task;

}  // namespace

extern const TaskInfo aqua_task;
const TaskInfo aqua_task{
    .name = "aqua",
    .summary = "algebra in words, with five options",
    .generates = false,
    .published =
        PublishedSet{
            .folder = "aqua",
            .files = {{"test.json",
                       "https://raw.githubusercontent.com/google-deepmind/AQuA/"
                       "26b64ed1f22208c6742f47df547dfd65088ec30d/test.json",
                       "de41581881ef95c5588c44ddc701c77fd480839241dd422a0d181262af24520c"}},
            .other_files = {"dev.json"},
            .licence = "Apache-2.0",
            .credit = "AQuA-RAT (Ling et al. 2017, arXiv 1705.04146)"},
    .examples = "aqua_gen",
    .task = &task};

}  // namespace ponder
