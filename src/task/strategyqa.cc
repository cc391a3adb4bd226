// StrategyQA (Geva et al. 2021, arXiv 2101.02235): yes or no, over facts that one has to know.
//
// The score "published" is the rule of Sys2Bench: what follows "So the answer is"; without that
// phrase, a reply with " no " or " not " anywhere counts as a no.
#include "task/published.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

std::string PublishedAnswer(std::string_view reply) {
  constexpr std::string_view kCue = "So the answer is";
  const size_t cue = reply.rfind(kCue);
  if (cue == reply.npos) {
    for (const char* word : {" not ", " no ", "Not ", "No "}) {
      if (Holds(reply, word)) return "no";
    }
    return "";
  }
  const std::string_view rest = scan::Trim(reply.substr(cue + kCue.size()));
  const std::string line = scan::ReplaceAll(rest.substr(0, rest.find('\n')), ".", "");
  return scan::Lower(scan::Trim(line));
}

class StrategyQa : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "qid", [](const Row& row) {
      TaskItem item;
      item.question = row.Text("question");
      item.gold = row.Bool("answer") ? "yes" : "no";
      item.kind = AnswerKind::kYesNo;
      item.meta["facts"] = row.Texts("facts");
      return item;
    });
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    Verdict verdict = Task::Check(item, answer);
    verdict.scores = {{"published", scan::Lower(scan::Trim(answer)) == item.gold}};
    return verdict;
  }

  Verdict CheckReply(const TaskItem& item, std::string_view reply) const override {
    Verdict verdict = Task::CheckReply(item, reply);
    verdict.scores = {{"published", PublishedAnswer(reply) == item.gold}};
    return verdict;
  }
};

const StrategyQa task;

}  // namespace

extern const TaskInfo strategyqa_task;
const TaskInfo strategyqa_task{
    .name = "strategyqa",
    .summary = "yes or no, over several facts that one has to know",
    .generates = false,
    .published = PublishedSet{.folder = "strategyqa",
                              .files = {{"dev.json",
                                         "https://raw.githubusercontent.com/eladsegal/strategyqa/"
                                         "1ba1e97452e189569357876f2854b01357ffbe37/data/strategyqa/"
                                         "dev.json",
                                         "0d94842ffb022db8fd5ecd2168b785d5"
                                         "cf67f6faf64f665476bad544a3eb9dde"}},
                              .other_files = {"strategyqa_test.json"},
                              .licence = "MIT",
                              .credit = "StrategyQA (Geva et al. 2021, arXiv 2101.02235)"},
    .task = &task};

}  // namespace ponder
