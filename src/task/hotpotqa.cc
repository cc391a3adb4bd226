// HotpotQA (Yang et al. 2018, arXiv 1809.09600) as Sys2Bench ships it: questions without their
// paragraphs, so that it asks for knowledge.
//
// Right is an F1 above 0.7, as in Sys2Bench. Its scorer cuts the answer at the first full stop,
// abbreviations included ("Washington, D.C."); the score "published" does that, ours does not.
#include <algorithm>
#include <array>

#include "task/published.h"
#include "task/span_score.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr double kRight = 0.7;

// What stands between the last "the answer is" and the next full stop.
std::string PublishedAnswer(std::string_view reply) {
  constexpr std::string_view kCue = "the answer is";
  const std::string lower = scan::Lower(reply);
  const size_t cue = lower.rfind(kCue);
  if (cue == std::string::npos) return "";
  const std::string_view rest = reply.substr(cue + kCue.size());
  return std::string(scan::Trim(rest.substr(0, rest.find('.'))));
}

bool EndsInAbbreviation(std::string_view text) {
  constexpr std::array<std::string_view, 8> kAbbreviations = {"Dr",  "Ft", "Jr", "Mr",
                                                              "Mrs", "Mt", "Sr", "St"};
  const std::string_view word = text.substr(text.rfind(' ') + 1);
  return (word.size() == 1 && scan::IsUpper(word[0])) ||
         std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end();
}

// An answer that was cut behind an abbreviation ("Robert L. Stone"), up to the end of its sentence.
std::string WithRest(std::string_view reply, std::string answer) {
  const size_t begin = reply.rfind(answer);
  if (begin == reply.npos) return answer;
  for (size_t end = begin + answer.size();
       scan::StartsAt(reply, end, ". ") && EndsInAbbreviation(answer);) {
    end = std::min(reply.find_first_of(".\n", end + 2), reply.size());
    answer = reply.substr(begin, end - begin);
  }
  return answer;
}

class HotpotQa : public Task {
 public:
  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", [](const Row& row) {
      TaskItem item;
      item.question = row.Text("question");
      item.gold = row.Text("answer");
      item.kind = AnswerKind::kText;
      item.meta["type"] = row.Text("type");
      return item;
    });
  }

  std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const override {
    std::optional<std::string> answer = Task::Extract(item, reply);
    return answer ? WithRest(reply, std::move(*answer)) : answer;
  }

  std::string VoteKey(const TaskItem&, std::string_view answer) const override {
    return NormalSpan(answer);
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    return Scored(item, answer, PublishedAnswer("the answer is " + std::string(answer)));
  }

  Verdict CheckReply(const TaskItem& item, std::string_view reply) const override {
    return Scored(item, Extract(item, reply).value_or(""), PublishedAnswer(reply));
  }

 private:
  static Verdict Scored(const TaskItem& item, std::string_view answer, std::string_view published) {
    const double f1 = SpanF1(answer, item.gold);
    Verdict verdict{f1 > kRight, ""};
    if (!verdict.right) verdict.reason = "too few words in common with " + item.gold;
    verdict.scores = {{"exact", NormalSpan(answer) == NormalSpan(item.gold)},
                      {"f1", f1},
                      {"published", SpanF1(published, item.gold) > kRight}};
    return verdict;
  }
};

const HotpotQa task;

}  // namespace

extern const TaskInfo hotpotqa_task;
const TaskInfo hotpotqa_task{
    .name = "hotpotqa",
    .summary = "short questions over two articles, asked without them",
    .generates = false,
    .published = PublishedSet{.folder = "hotpotqa",
                              .files = {Sys2BenchFile("data/hotpotQA/data.json",
                                                      "b207f4a48e9349af5f8c6580aa7eed03"
                                                      "648aa926d1772e7eb594fbc537915e7f")},
                              .licence = "CC BY-SA 4.0",
                              .credit = "HotpotQA (Yang et al. 2018, arXiv 1809.09600), part of it "
                                        "as in Sys2Bench"},
    .task = &task};

}  // namespace ponder
