// Questions over two or three facts of a made-up world, which the prompt tells: HotpotQA's idea
// where only reading helps.
#include <array>

#include "task/draw.h"
#include "task/span_score.h"
#include "task/task.h"
#include "task/words.h"
#include "task/world.h"

namespace ponder {
namespace {

enum class Start { kBook, kPerson };

// A question about one thing, answered at the end of a path.
struct Asked {
  Start start;
  std::vector<Relation> path;
  std::string_view english, korean;
};

const std::vector<Asked>& Questions() {
  static const std::vector<Asked> questions = {
      {Start::kBook,
       {Relation::kAuthor, Relation::kBornIn},
       "In which town was the author of {} born?",
       "{}의 저자의 고향은 어느 마을입니까?"},
      {Start::kBook,
       {Relation::kAuthor, Relation::kWork},
       "What was the profession of the author of {}?",
       "{}의 저자의 직업은 무엇입니까?"},
      {Start::kBook,
       {Relation::kAuthor, Relation::kBornYear},
       "In which year was the author of {} born?",
       "{}의 저자가 태어난 해는 몇 년입니까? 숫자로 답하세요."},
      {Start::kPerson,
       {Relation::kBornIn, Relation::kRiver},
       "On which river lies the home town of {}?",
       "{}의 고향에는 어느 강이 흐릅니까?"},
      {Start::kPerson,
       {Relation::kBornIn, Relation::kFounded},
       "In which year was the home town of {} founded?",
       "{}의 고향이 세워진 해는 몇 년입니까? 숫자로 답하세요."},
      {Start::kBook,
       {Relation::kAuthor, Relation::kBornIn, Relation::kRiver},
       "On which river lies the home town of the author of {}?",
       "{}의 저자의 고향에는 어느 강이 흐릅니까?"},
      {Start::kBook,
       {Relation::kAuthor, Relation::kBornIn, Relation::kFounded},
       "In which year was the home town of the author of {} founded?",
       "{}의 저자의 고향이 세워진 해는 몇 년입니까? 숫자로 답하세요."},
      {Start::kBook,
       {Relation::kAuthor, Relation::kBornIn, Relation::kPeople},
       "How many inhabitants has the home town of the author of {}?",
       "{}의 저자의 고향에는 주민이 몇 명 있습니까? 숫자로 답하세요."}};
  return questions;
}

struct Level {
  size_t world;
  size_t hops;
};
constexpr std::array<Level, 4> kLevels = {{{2, 2}, {6, 2}, {3, 3}, {9, 3}}};

class HotpotQaGen : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Level& size = kLevels.at(static_cast<size_t>(level));
    const ponder::World world = MakeWorld(draw, size.world, language);
    std::vector<Asked> fitting;
    for (const Asked& asked : Questions()) {
      if (asked.path.size() == size.hops) fitting.push_back(asked);
    }
    const Asked& asked = fitting[draw.Index(fitting.size())];
    const auto& things = asked.start == Start::kBook ? world.books : world.people;
    const std::string& thing = things[draw.Index(things.size())];
    TaskItem item;
    item.question = Tell(draw, world.facts, language) + "\n" +
                    Fill(language == Language::kKorean ? asked.korean : asked.english, {thing});
    std::string at = thing;
    for (const Relation relation : asked.path) at = world.facts.at({at, relation});
    item.gold = at;
    item.kind = AnswerKind::kText;
    return item;
  }

  // Reads the facts back out of the text, and the path out of the question.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    const size_t line = item.question.rfind('\n');
    const Facts facts = ReadFacts(item.question.substr(0, line));
    const std::string question = item.question.substr(line + 1);
    for (const Asked& asked : Questions()) {
      for (const std::string_view pattern : {asked.english, asked.korean}) {
        const auto blanks = Match(pattern, question);
        if (!blanks) continue;
        if (auto answer = Follow(facts, blanks->at(0), asked.path)) return answer;
      }
    }
    return std::nullopt;
  }

  std::string VoteKey(const TaskItem&, std::string_view answer) const override {
    return NormalSpan(answer);
  }

  Verdict Check(const TaskItem& item, std::string_view answer) const override {
    const double f1 = SpanF1(answer, item.gold);
    Verdict verdict{NormalSpan(answer) == NormalSpan(item.gold), ""};
    if (!verdict.right) verdict.reason = "it is " + item.gold;
    verdict.scores = {{"f1", f1}};
    return verdict;
  }
};

const HotpotQaGen task;

}  // namespace

extern const TaskInfo hotpotqa_gen_task;
const TaskInfo hotpotqa_gen_task{.name = "hotpotqa_gen",
                                 .summary = "questions over two or three facts of a made-up world",
                                 .levels = {"2_hops_small_world", "2_hops_large_world",
                                            "3_hops_small_world", "3_hops_large_world"},
                                 .korean = true,
                                 .task = &task};

}  // namespace ponder
