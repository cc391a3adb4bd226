// ProntoQA (Saparov and He 2022, arXiv 2210.01240): does a claim follow from rules about made-up
// kinds? Accuracy counts the label. "proof" is 1 when in the reply every step follows from what is
// known before it and the proof arrives; "published" is the rule of Sys2Bench, which looks at the
// steps after "So" and wants them word by word as in the gold, and not at the label. Korean
// questions have no published rule.
#include <algorithm>

#include "task/draw.h"
#include "task/ontology.h"
#include "task/published.h"
#include "task/theory.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::string_view kQuery = " True or false: ";
constexpr std::string_view kKoreanQuery = " 다음 주장이 참이면 True, 거짓이면 False로 답하세요: ";

class ProntoQa : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Theory theory = DrawTheory(draw, static_cast<size_t>(level) + 1, language);
    const std::string_view query = language == Language::kKorean ? kKoreanQuery : kQuery;
    return Item(Join(theory.rules, " ") + " " + theory.chain[0] + std::string(query) + theory.query,
                theory.label, theory.chain);
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ItemsOf(ReadRows(file), "id", [](const Row& whole) {
      const Row row = whole.Has("test_example") ? whole.Inner("test_example") : whole;
      const std::string answer = row.Text("answer");
      if (answer != "True" && answer != "False") row.Refuse("answer", "\"True\" or \"False\"");
      const std::vector<std::string> chain = row.Texts("chain_of_thought");
      if (chain.size() < 3) row.Refuse("chain_of_thought", "a list of at least three texts");
      TaskItem item = Item(row.Text("question") + " " + row.Text("query"), answer == "True", chain);
      const std::optional<std::string> label = Label(item);
      if (!label) row.Refuse("query", "\"True or false: ...\", which the question settles");
      if (*label != answer) row.Refuse("answer", *label + ", which follows,");
      item.level = std::min(4, static_cast<int>(chain.size() / 2) - 1);
      return item;
    });
  }

  std::optional<std::string> Solve(const TaskItem& item) const override { return Label(item); }

  Verdict CheckReply(const TaskItem& item, std::string_view reply) const override {
    Verdict verdict = Task::CheckReply(item, reply);
    const std::optional<Ontology> ontology = Ontology::Read(item.question);
    const bool proof = ontology && ontology->ProofError(Sentences(reply)).empty();
    verdict.scores = {{"proof", verdict.right && proof}};
    if (item.language == Language::kEnglish) {
      verdict.scores.emplace_back("published", Published(item, reply));
    }
    return verdict;
  }

 private:
  static std::optional<std::string> Label(const TaskItem& item) {
    const std::optional<Ontology> ontology = Ontology::Read(item.question);
    const std::optional<bool> label = ontology ? ontology->Label() : std::nullopt;
    if (!label) return std::nullopt;
    return *label ? "True" : "False";
  }

  static TaskItem Item(std::string question, bool label, const std::vector<std::string>& chain) {
    TaskItem item;
    item.question = std::move(question);
    item.gold = label ? "True" : "False";
    item.kind = AnswerKind::kYesNo;
    item.max_tokens = 400;
    item.meta["chain"] = chain;
    return item;
  }

  // The parts of the reply between full stops that hold "So", from there to the next "So".
  static bool Published(const TaskItem& item, std::string_view reply) {
    const auto chain = item.meta.at("chain").get<std::vector<std::string>>();
    std::vector<std::string> wanted, got;
    for (size_t i = 2; i < chain.size(); i += 2) wanted.push_back(chain[i]);
    while (!reply.empty()) {
      const std::string_view part = reply.substr(0, reply.find('.'));
      reply.remove_prefix(std::min(part.size() + 1, reply.size()));
      const size_t so = part.find("So");
      if (so == part.npos) continue;
      const std::string_view step = part.substr(so + 2, part.find("So", so + 2) - (so + 2));
      got.push_back(std::string(scan::Trim(step)) + ".");
    }
    return got == wanted;
  }
};

const ProntoQa task;

}  // namespace

extern const TaskInfo prontoqa_task;
const TaskInfo prontoqa_task{
    .name = "prontoqa",
    .summary = "does a claim follow from rules about made-up kinds?",
    .levels = {"1_hop", "2_hops", "3_hops", "4_hops", "5_hops"},
    .korean = true,
    .published = PublishedSet{.folder = "prontoqa",
                              .files = {Sys2BenchFile("data/prontoqa/345hop_random_true.json",
                                                      "f72eaf608740f69b2115f967150b8646"
                                                      "77ea94b08b7b17a935dc81781147aae7")},
                              .other_files = {"test.jsonl"},
                              .licence = "Apache-2.0",
                              .credit = "ProntoQA (Saparov and He 2022, arXiv 2210.01240) as in "
                                        "Sys2Bench"},
    .task = &task};

}  // namespace ponder
