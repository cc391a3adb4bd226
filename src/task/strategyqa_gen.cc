// Yes or no, over facts of a made-up world, which the prompt tells: StrategyQA's idea where only
// reading helps.
#include <array>

#include "task/draw.h"
#include "task/task.h"
#include "task/words.h"
#include "task/world.h"

namespace ponder {
namespace {

enum class Kind { kTown, kPerson, kBook };
enum class Test { kSame, kLess, kMore };

// Compares the ends of two paths.
struct Asked {
  Kind left, right;
  std::vector<Relation> left_path, right_path;
  Test test;
  std::string_view english, korean;
};

const std::vector<std::vector<Asked>>& Questions() {
  using R = Relation;
  static const std::vector<std::vector<Asked>> questions = {
      {{Kind::kTown,
        Kind::kTown,
        {R::kRiver},
        {R::kRiver},
        Test::kSame,
        "Do {} and {} lie on the same river?",
        "{} 마을과 {} 마을에는 같은 강이 흐릅니까?"},
       {Kind::kTown,
        Kind::kTown,
        {R::kPeople},
        {R::kPeople},
        Test::kMore,
        "Has {} more inhabitants than {}?",
        "{} 마을의 주민이 {} 마을보다 많습니까?"},
       {Kind::kBook,
        Kind::kPerson,
        {R::kYear},
        {R::kBornYear},
        Test::kLess,
        "Did {} come out before the year in which {} was born?",
        "{}의 출간 연도가 {}의 출생 연도보다 앞섭니까?"},
       {Kind::kPerson,
        Kind::kTown,
        {R::kBornYear},
        {R::kFounded},
        Test::kLess,
        "Was {} born before the year in which {} was founded?",
        "{}의 출생 연도가 {} 마을의 설립 연도보다 앞섭니까?"}},
      {{Kind::kPerson,
        Kind::kPerson,
        {R::kBornIn, R::kRiver},
        {R::kBornIn, R::kRiver},
        Test::kSame,
        "Do the home towns of {} and {} lie on the same river?",
        "{}의 고향과 {}의 고향에는 같은 강이 흐릅니까?"},
       {Kind::kPerson,
        Kind::kPerson,
        {R::kBornIn, R::kPeople},
        {R::kBornIn, R::kPeople},
        Test::kMore,
        "Has the home town of {} more inhabitants than that of {}?",
        "{}의 고향이 {}의 고향보다 주민이 많습니까?"},
       {Kind::kBook,
        Kind::kBook,
        {R::kAuthor, R::kBornYear},
        {R::kAuthor, R::kBornYear},
        Test::kLess,
        "Was the author of {} born before the author of {}?",
        "{}의 저자가 {}의 저자보다 먼저 태어났습니까?"},
       {Kind::kBook,
        Kind::kBook,
        {R::kAuthor, R::kWork},
        {R::kAuthor, R::kWork},
        Test::kSame,
        "Did the authors of {} and {} have the same profession?",
        "{}의 저자와 {}의 저자는 직업이 같습니까?"}},
      {{Kind::kBook,
        Kind::kBook,
        {R::kAuthor, R::kBornIn, R::kRiver},
        {R::kAuthor, R::kBornIn, R::kRiver},
        Test::kSame,
        "Do the home towns of the authors of {} and {} lie on the same river?",
        "{}의 저자의 고향과 {}의 저자의 고향에는 같은 강이 흐릅니까?"},
       {Kind::kBook,
        Kind::kBook,
        {R::kAuthor, R::kBornIn, R::kFounded},
        {R::kAuthor, R::kBornIn, R::kFounded},
        Test::kLess,
        "Is the home town of the author of {} older than that of the author of {}?",
        "{}의 저자의 고향이 {}의 저자의 고향보다 먼저 세워졌습니까?"}}};
  return questions;
}

bool Fulfils(Test test, const std::string& left, const std::string& right) {
  if (test == Test::kSame) return left == right;
  const int64_t difference = Numbers(left).at(0) - Numbers(right).at(0);
  return test == Test::kLess ? difference < 0 : difference > 0;
}

struct Level {
  size_t world;
  size_t hops;
};
constexpr std::array<Level, 4> kLevels = {{{3, 1}, {4, 2}, {4, 3}, {9, 3}}};

class StrategyQaGen : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const Level& size = kLevels.at(static_cast<size_t>(level));
    const ponder::World world = MakeWorld(draw, size.world, language);
    const auto& fitting = Questions().at(size.hops - 1);
    const Asked& asked = fitting[draw.Index(fitting.size())];
    const bool wanted = draw.Coin();  // so that yes and no are about as frequent
    std::string left, right;
    bool holds = false;
    for (int tries = 0; tries < 20 && (left.empty() || holds != wanted); ++tries) {
      const auto pair = draw.Some(Things(world, asked.left), 2);
      left = pair[0];
      right = asked.left == asked.right ? pair[1] : draw.Some(Things(world, asked.right), 1)[0];
      holds = Fulfils(asked.test, End(world, left, asked.left_path),
                      End(world, right, asked.right_path));
    }
    const bool korean = language == Language::kKorean;
    TaskItem item;
    item.question = Tell(draw, world.facts, language) + "\n" +
                    Fill(korean ? asked.korean : asked.english, {left, right}) +
                    (korean ? " Yes 또는 No로 답하세요." : " Answer Yes or No.");
    item.gold = holds ? "Yes" : "No";
    item.kind = AnswerKind::kYesNo;
    return item;
  }

  // Reads the facts back out of the text, and the paths out of the question.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    const size_t line = item.question.rfind('\n');
    const Facts facts = ReadFacts(item.question.substr(0, line));
    const std::string question = Sentences(item.question.substr(line + 1)).at(0);
    for (const auto& level : Questions()) {
      for (const Asked& asked : level) {
        for (const std::string_view pattern : {asked.english, asked.korean}) {
          const auto blanks = Match(pattern, question);
          if (!blanks) continue;
          const auto left = Follow(facts, blanks->at(0), asked.left_path);
          const auto right = Follow(facts, blanks->at(1), asked.right_path);
          if (left && right) return Fulfils(asked.test, *left, *right) ? "Yes" : "No";
        }
      }
    }
    return std::nullopt;
  }

 private:
  static const std::vector<std::string>& Things(const ponder::World& world, Kind kind) {
    return kind == Kind::kTown ? world.towns : kind == Kind::kPerson ? world.people : world.books;
  }
  static std::string End(const ponder::World& world, std::string at,
                         const std::vector<Relation>& path) {
    for (const Relation relation : path) at = world.facts.at({at, relation});
    return at;
  }
};

const StrategyQaGen task;

}  // namespace

extern const TaskInfo strategyqa_gen_task;
const TaskInfo strategyqa_gen_task{
    .name = "strategyqa_gen",
    .summary = "yes or no, over facts of a made-up world",
    .levels = {"1_fact_each", "2_facts_each", "3_facts_each", "3_facts_each_large_world"},
    .korean = true,
    .task = &task};

}  // namespace ponder
