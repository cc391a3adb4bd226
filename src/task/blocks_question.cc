#include "task/blocks_question.h"

namespace ponder {

std::string BlocksQuestion(const BlocksProblem& problem, Language language) {
  const std::string start = Describe(problem.start, problem.names, language);
  const std::string goal = Describe(problem.goal, problem.names, language);
  if (language == Language::kKorean) {
    return "블록 쌓기 문제입니다. 할 수 있는 행동은 네 가지입니다. 탁자에 있는 블록을 손에 "
           "집기, 손에 있는 블록을 탁자에 내려놓기, 손에 있는 블록을 다른 블록 위에 쌓기, 다른 "
           "블록 위에 있는 블록을 손으로 빼기. 손에는 블록을 하나만 들 수 있고, 위에 다른 블록이 "
           "있는 블록은 움직일 수 없으며 그 위에 쌓을 수도 없습니다.\n지금: " +
           start + "\n목표: " + goal + "\n목표에 이르는 계획을 세우세요.";
  }
  return "Blocks can be moved in four ways: pick up a block from the table, put down a block on "
         "the "
         "table, stack a block from the hand on top of another block, and unstack a block from on "
         "top of another one into the hand. The hand holds one block at a time. A block with "
         "another one on top of it can neither be moved nor stacked upon.\nNow: " +
         start + "\nGoal: " + goal + ".\nGive a plan that reaches the goal.";
}

std::string BlocksInstructions(Language language) {
  if (language == Language::kKorean) {
    return "마지막에 '####'을 쓰고 그 뒤에 행동을 순서대로 세미콜론으로 나누어 쓰세요. 행동은 "
           "'빨강 블록 집기', '빨강 블록 내려놓기', '빨강 블록을 파랑 블록 위에 쌓기', '빨강 "
           "블록을 파랑 블록 위에서 빼기'와 같이 씁니다.";
  }
  return "End with '####' and the actions in order, parted by semicolons, in these words: 'pick up "
         "the red block', 'put down the red block', 'stack the red block on top of the blue "
         "block', "
         "'unstack the red block from on top of the blue block'.";
}

}  // namespace ponder
