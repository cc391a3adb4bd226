// Word problems of two to four steps, made from stories of our own.
#include <array>

#include "task/draw.h"
#include "task/stories.h"
#include "task/task.h"
#include "task/word.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr std::array<Word, 12> kNames = {{{"Mina", "미나"},
                                          {"Jonas", "요나스"},
                                          {"Sora", "소라"},
                                          {"Priya", "프리야"},
                                          {"Omar", "오마르"},
                                          {"Lena", "레나"},
                                          {"Tomas", "토마스"},
                                          {"Hana", "하나"},
                                          {"Ines", "이네스"},
                                          {"David", "데이비드"},
                                          {"Yuna", "유나"},
                                          {"Femi", "페미"}}};

class WordProblems : public Task {
 public:
  TaskItem Make(const RandomStream& random, int, Language language) const override {
    Draw draw(random);
    const size_t first = draw.Index(kNames.size());
    const size_t second = (first + 1 + draw.Index(kNames.size() - 1)) % kNames.size();
    const Story& story = draw.OneOf(Stories());
    const WordProblem problem =
        TellStory(draw, story, kNames[first].In(language), kNames[second].In(language), language);
    TaskItem item;
    item.question = problem.question;
    item.gold = std::to_string(problem.answer);
    item.max_tokens = 200;
    return item;
  }

  // Knows the story by its words, and works with the numbers in the order of the text.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    for (const Story& story : Stories()) {
      if (!Holds(item.question, story.mark) && !Holds(item.question, story.korean_mark)) continue;
      return std::to_string(story.solve(Numbers(item.question)));
    }
    return std::nullopt;
  }
};

const WordProblems task;

}  // namespace

extern const TaskInfo word_problems_task;
const TaskInfo word_problems_task{.name = "word_problems",
                                  .summary = "word problems of two to four steps",
                                  .korean = true,
                                  .task = &task};

}  // namespace ponder
