// ProntoQA (Saparov and He 2022, arXiv 2210.01240): does a claim follow from rules about made-up
// kinds? Accuracy counts the label. "proof" is 1 when in the reply every step follows from what is
// known before it and the proof arrives; "published" is the rule of Sys2Bench, which looks at the
// steps after "So" and wants them word by word as in the gold, and not at the label.
#include <array>

#include "task/draw.h"
#include "task/ontology.h"
#include "task/rows.h"
#include "task/task.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr std::array<std::string_view, 20> kKinds = {
    "brimple", "dovark",  "fenlit",  "gorvan",  "hastrel", "jimbor",  "keltop",
    "lorndel", "morvick", "nuldane", "ospren",  "pindell", "quorrin", "ruddlet",
    "sarnock", "tolvane", "umbrick", "vestrel", "wickorn", "zephlin"};
constexpr std::array<std::array<std::string_view, 3>, 8> kProperties = {
    {{"red", "blue", "green"},
     {"wooden", "metallic", "stony"},
     {"large", "tiny", "tall"},
     {"cheerful", "grumpy", "shy"},
     {"sweet", "sour", "bitter"},
     {"hot", "cold", "warm"},
     {"loud", "quiet", "musical"},
     {"smooth", "hairy", "spiny"}}};
constexpr std::array<std::string_view, 8> kNames = {"Ada",  "Ben",  "Clara", "Finn",
                                                    "Iris", "Noah", "Olga",  "Paul"};

std::string WithArticle(std::string_view kind) {
  return (Holds("aeiou", kind.substr(0, 1)) ? "an " : "a ") + std::string(kind);
}

// "Every a is b.", in one of three wordings; `noun`: b is a kind.
std::string Rule(Draw& draw, std::string_view kind, bool positive, std::string_view what,
                 bool noun) {
  const std::string is_not = positive ? "" : "not ";
  if (draw.Index(3) == 0) {
    return Capital(kind) + "s are " + is_not + std::string(what) + (noun ? "s." : ".");
  }
  return std::string(draw.Coin() ? "Every " : "Each ") + std::string(kind) + " is " + is_not +
         (noun ? WithArticle(what) : std::string(what)) + ".";
}

// Sentences of a question, and the steps of its proof.
struct Theory {
  std::vector<std::string> rules;
  std::vector<std::string> chain;  // claim, rule, claim, ...
  std::string query;
  bool label;
};

// Draws stand in statements of their own: compilers evaluate arguments in different orders.
void AddSideRules(Draw& draw, std::vector<std::string>& rules,
                  const std::vector<std::string_view>& kinds, size_t hops,
                  const std::vector<size_t>& families) {
  const auto add_property = [&](std::string_view kind, size_t family) {
    const bool positive = draw.Coin();
    const std::string_view property = kProperties[families[family]][draw.Index(3)];
    rules.push_back(Rule(draw, kind, positive, property, false));
  };
  // A kind above the chain, one beside it, and properties of others.
  rules.push_back(Rule(draw, kinds[hops - 1], true, kinds[hops], true));
  rules.push_back(Rule(draw, kinds[hops + 2], true, kinds[hops], true));
  add_property(kinds[hops], 1);
  for (size_t i = 0; i + 1 < hops; ++i) {
    if (draw.Coin()) add_property(kinds[i], 2 + i);
  }
}

Theory Draws(Draw& draw, size_t hops) {
  const std::vector<std::string_view> kinds = draw.Some(kKinds, hops + 4);
  std::vector<size_t> families;
  for (size_t i = 0; i < kProperties.size(); ++i) families.push_back(i);
  draw.Shuffle(families);
  const std::string name(kNames[draw.Index(kNames.size())]);
  const std::string property(kProperties[families[0]][draw.Index(3)]);
  const bool positive = draw.Coin();

  Theory theory;
  theory.chain = {name + " is " + WithArticle(kinds[0]) + "."};
  for (size_t i = 0; i < hops; ++i) {
    const bool last = i + 1 == hops;
    theory.rules.push_back(last ? Rule(draw, kinds[i], positive, property, false)
                                : Rule(draw, kinds[i], true, kinds[i + 1], true));
    theory.chain.push_back(theory.rules.back());
    theory.chain.push_back(
        name + " is " + (last ? (positive ? "" : "not ") + property : WithArticle(kinds[i + 1])) +
        ".");
  }
  AddSideRules(draw, theory.rules, kinds, hops, families);
  const size_t order = draw.Index(3);
  if (order == 0) draw.Shuffle(theory.rules);
  if (order == 1) theory.rules = {theory.rules.rbegin(), theory.rules.rend()};
  // An unrelated kind is the opposite: the property alone gives nothing away.
  const int64_t place = draw.Number(0, static_cast<int64_t>(theory.rules.size()));
  theory.rules.insert(theory.rules.begin() + place,
                      Rule(draw, kinds[hops + 3], !positive, property, false));
  theory.label = draw.Coin();
  theory.query = name + " is " + (theory.label == positive ? "" : "not ") + property + ".";
  return theory;
}

class ProntoQa : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language) const override {
    Draw draw(random);
    const Theory theory = Draws(draw, static_cast<size_t>(level) + 1);
    return Item(Join(theory.rules, " ") + " " + theory.chain[0] + " True or false: " + theory.query,
                theory.label, theory.chain);
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    std::vector<TaskItem> items;
    for (const Row& whole : ReadRows(file)) {
      const Row row = whole.Has("test_example") ? whole.Inner("test_example") : whole;
      const std::string answer = row.Text("answer");
      if (answer != "True" && answer != "False") row.Refuse("answer", "\"True\" or \"False\"");
      const std::vector<std::string> chain = row.Texts("chain_of_thought");
      if (chain.size() < 3) row.Refuse("chain_of_thought", "a list of at least three texts");
      TaskItem item = Item(row.Text("question") + " " + row.Text("query"), answer == "True", chain);
      if (!Holds(item.question, "True or false: ")) row.Refuse("query", "\"True or false: ...\"");
      item.id = whole.Has("id") ? whole.Text("id") : whole.name();
      item.level = std::min(4, static_cast<int>(chain.size() / 2) - 1);
      items.push_back(std::move(item));
    }
    return items;
  }

  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::optional<Ontology> ontology = Ontology::Read(item.question);
    const std::optional<bool> label = ontology ? ontology->Label() : std::nullopt;
    if (!label) return std::nullopt;
    return *label ? "True" : "False";
  }

  Verdict CheckReply(const TaskItem& item, std::string_view reply) const override {
    Verdict verdict = Task::CheckReply(item, reply);
    const std::optional<Ontology> ontology = Ontology::Read(item.question);
    const bool proof = ontology && ontology->ProofError(Sentences(reply)).empty();
    verdict.scores = {{"proof", verdict.right && proof}, {"published", Published(item, reply)}};
    return verdict;
  }

 private:
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
    .levels = {"1 hop", "2 hops", "3 hops", "4 hops", "5 hops"},
    .published = PublishedSet{.folder = "prontoqa",
                              .file = "345hop_random_true.json",
                              .url = "https://raw.githubusercontent.com/divelab/Sys2Bench/"
                                     "3dff2b8238689ec426543343c02b1c25e067338b/data/prontoqa/"
                                     "345hop_random_true.json",
                              .sha256 = "f72eaf608740f69b2115f967150b8646"
                                        "77ea94b08b7b17a935dc81781147aae7",
                              .licence = "Apache-2.0",
                              .credit = "ProntoQA (Saparov and He 2022, arXiv 2210.01240) as in "
                                        "Sys2Bench"},
    .task = &task};

}  // namespace ponder
