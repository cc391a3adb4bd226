// Word problems of two to four steps, made from stories of our own.
#include <array>

#include "task/draw.h"
#include "task/task.h"
#include "task/word_templates.h"

namespace ponder {
namespace {

constexpr std::array<std::string_view, 12> kNames = {"Mina", "Jonas", "Sora",  "Priya",
                                                     "Omar", "Lena",  "Tomas", "Hana",
                                                     "Ines", "David", "Yuna",  "Femi"};

TaskItem Make(const RandomStream& random) {
  Draw draw(random);
  const size_t first = draw.Index(kNames.size());
  const size_t second = (first + 1 + draw.Index(kNames.size() - 1)) % kNames.size();
  const WordProblem problem = draw.OneOf(WordTemplates())(draw, kNames[first], kNames[second]);
  TaskItem item;
  item.question = problem.question;
  item.gold = std::to_string(problem.answer);
  item.max_tokens = 200;
  return item;
}

}  // namespace

extern const TaskInfo word_problems_task;
const TaskInfo word_problems_task{"word_problems", "word problems of two to four steps", Make};

}  // namespace ponder
