#include <gtest/gtest.h>

#include <cmath>

#include "ladder_world.h"

namespace ponder {
namespace {

std::pair<std::string, ScriptedReply> When(const std::string& prompt, const std::string& reply) {
  return {prompt, {.text = reply}};
}

// What is proposed in each state of the ladder.
Script Ladder() {
  return {.by_prompt = {When("stand:\n1\n\nWhat", "*2\n+1\nfly away"),
                        When("stand:\n2\n\nWhat", "1. *2\n2. +1"), When("stand:\n3\n\nWhat", "*2"),
                        When("stand:\n4\n\nWhat", "+1\n*2"), When("stand:\n5\n\nWhat", "+1"),
                        When("stand:\n8\n\nWhat", "nothing")}};
}

// The verdict on a state.
void Judge(Script& script, const std::string& state, const std::string& verdict) {
  script.by_prompt.push_back(When("stand:\n" + state + "\n\nCan", "Hm. " + verdict));
}

TEST(TreeOfThoughts, BreadthFirstFollowsTheBestStates) {
  const auto world = std::make_shared<LadderWorld>();
  // 1 -> 2 (both thoughts lead there) -> 4 and 3, 4 is kept -> 5 and 8, 5 is kept -> 6.
  const Played played = Play("tree_of_thoughts:breadth=1,value=progress", Ladder(), world);
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "#### *2 *2 +1 +1");
  EXPECT_EQ(played.result.answer.final, "*2 *2 +1 +1");
  EXPECT_EQ(played.result.answer.stop, StopReason::kEnd);
  EXPECT_EQ(played.result.usage.calls, 4);
  EXPECT_EQ(played.result.usage.scorer_tokens, 0);
  EXPECT_EQ(played.result.answer.candidates.at(0).score, 1);
  // With two of a level 3 is thought on as well, and its 6 is found first.
  const Played wide = Play("tree_of_thoughts:breadth=2,value=progress", Ladder(), world);
  EXPECT_EQ(wide.result.answer.text, "#### *2 +1 *2");
}

TEST(TreeOfThoughts, TheModelValuesEachStateOnce) {
  Script script = Ladder();
  Judge(script, "2", "likely");
  Judge(script, "3", "sure");
  Judge(script, "4", "impossible");
  const Played played = Play("tree_of_thoughts:breadth=1", script, std::make_shared<LadderWorld>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "#### *2 +1 *2");
  EXPECT_EQ(played.result.usage.calls, 3 + 3);  // proposals in 1, 2, 3; verdicts on 2, 4, 3
  EXPECT_EQ(played.result.usage_by_role.at("judge").calls, 3);
  EXPECT_EQ(played.result.answer.candidates.at(0).score, 20);
}

TEST(TreeOfThoughts, AllMovesOfTheWorldAreThoughts) {
  const Played played = Play("tree_of_thoughts:thoughts=moves,value=progress,breadth=2", {},
                             std::make_shared<LadderWorld>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "#### +1 +1 *2");
  EXPECT_EQ(played.result.usage.calls, 0);
}

TEST(TreeOfThoughts, EqualValuesKeepTheOrderOfThoughts) {
  Script script = Ladder();
  for (const char* state : {"2", "3", "4", "5", "8"}) Judge(script, state, "likely");
  const Played played = Play("tree_of_thoughts:breadth=1", script, std::make_shared<LadderWorld>());
  EXPECT_EQ(played.result.answer.text, "#### *2 *2 +1 +1");
}

TEST(TreeOfThoughts, DepthFirstCutsOffAndGoesBack) {
  Script script = Ladder();
  Judge(script, "2", "likely");
  Judge(script, "3", "likely");
  Judge(script, "4", "sure");
  Judge(script, "5", "impossible");
  Judge(script, "8", "likely");
  // 4 looks best; below it 5 is cut off and 8 leads to nothing; back to 3, whose child is the goal.
  const Played played =
      Play("tree_of_thoughts:search=dfs", script, std::make_shared<LadderWorld>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "#### *2 +1 *2");
  // With a threshold that lets nothing pass, there is no way past 2.
  const Played strict =
      Play("tree_of_thoughts:search=dfs,threshold=1", script, std::make_shared<LadderWorld>());
  EXPECT_EQ(strict.result.answer.stop, StopReason::kLength);
  EXPECT_EQ(strict.result.answer.warnings.size(), 1u);
  const Played few =
      Play("tree_of_thoughts:search=dfs,states=2", script, std::make_shared<LadderWorld>());
  EXPECT_EQ(few.result.answer.stop, StopReason::kLength);
  EXPECT_EQ(few.result.answer.text, "#### *2 *2") << "the best that was seen";
}

TEST(TreeOfThoughts, EmptyProposalsEndTheSearch) {
  const Script script = {.by_prompt = {When("What", "I do not know\n\nfly")}};
  const Played played = Play("tree_of_thoughts", script, std::make_shared<LadderWorld>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.stop, StopReason::kLength);
  ASSERT_EQ(played.result.answer.warnings.size(), 1u);
  EXPECT_EQ(played.result.answer.warnings[0], "no line of thought reached an answer");
  EXPECT_EQ(played.result.usage.calls, 1);
}

TEST(TreeOfThoughts, TheDepthLimitEndsTheSearch) {
  const Played played = Play("tree_of_thoughts:value=progress,breadth=1,depth=2", Ladder(),
                             std::make_shared<LadderWorld>());
  EXPECT_EQ(played.result.answer.text, "#### *2 *2");
  EXPECT_EQ(played.result.answer.stop, StopReason::kLength);
  const Played world =
      Play("tree_of_thoughts:value=progress,breadth=1", Ladder(), std::make_shared<LadderWorld>(1));
  EXPECT_EQ(world.result.answer.text, "#### *2");
}

TEST(TreeOfThoughts, TextGrowsStepByStep) {
  const Script script = {
      .replies = {{.text = "2 + 2 = 4"}, {.text = "guess"}, {.text = "2 + 2 = 4."}},
      .by_prompt = {When("yet.\n\nCan", "never"), When("far:\n2 + 2 = 4\n\nCan", "sure"),
                    When("far:\nguess\n\nCan", "impossible"),
                    When("far:\n2 + 2 = 4\n\nWrite", "#### 4"),
                    When("far:\n2 + 2 = 4\n#### 4\n\nCan", "sure")}};
  const Played played = Play("tree_of_thoughts:k=3,breadth=1", script);
  EXPECT_EQ(played.error, "");
  const Answer& answer = played.result.answer;
  EXPECT_EQ(answer.text, "2 + 2 = 4\n#### 4");
  EXPECT_EQ(answer.final, "4");
  EXPECT_EQ(answer.candidates.size(), 1u);
  EXPECT_EQ(answer.candidates[0].step_ends, (std::vector<size_t>{9, 16}));
  EXPECT_EQ(answer.candidates[0].score, 20);
  EXPECT_EQ(played.result.usage_by_role.at("judge").calls, 3) << "the repeated thought is one";
}

TEST(TreeOfThoughts, TheLastLevelFinishes) {
  const Script script = {
      .replies = {{.text = "so\n#### 5"}, {.text = "so\n#### 7"}},
      .by_prompt = {When("#### 5\n\nCan", "impossible"), When("#### 7\n\nCan", "likely")}};
  const Played played = Play("tree_of_thoughts:k=2,depth=1", script);
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.final, "7");
  EXPECT_EQ(played.result.answer.chosen, 0);
  ASSERT_EQ(played.result.answer.candidates.size(), 2u);
  EXPECT_EQ(played.result.answer.candidates[1].score, 0.001);
}

TEST(TreeOfThoughts, VotesChooseAmongTheStatesOfALevel) {
  const Script script = {.replies = {{.text = "one"}, {.text = "two"}},
                         .by_prompt = {When("There are 2 ways", "The first has 1 step. Best: 2"),
                                       When("far:\ntwo\n\nWrite", "#### 2")}};
  const Played played = Play("tree_of_thoughts:k=2,breadth=1,value=vote", script);
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "two\n#### 2");
  EXPECT_EQ(played.result.usage_by_role.at("judge").calls, 1);
}

class NaNScorer : public Scorer {
 public:
  explicit NaNScorer(bool alone = true) : alone_(alone) {}
  bool RatesAlone() const override { return alone_; }
  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) {
      Score& score = scores.emplace_back();
      score.total = candidate.final == "5" ? std::nan("") : candidate.final == "7" ? 1 : -1;
    }
    ++calls;
    return scores;
  }
  int calls = 0;

 private:
  bool alone_;
};

TEST(TreeOfThoughts, AScoreThatIsNoNumberIsNeitherGoodNorBad) {
  const Script script = {.replies = {{.text = "#### 5"}, {.text = "#### 8"}, {.text = "#### 7"}}};
  const Played played = Play("tree_of_thoughts:k=3,depth=1,value=scorer", script, nullptr,
                             std::make_shared<NaNScorer>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.final, "7");
  ASSERT_EQ(played.result.answer.candidates.size(), 3u);
  EXPECT_EQ(played.result.answer.candidates[1].final, "5");
  EXPECT_EQ(played.result.answer.candidates[1].score, 0);
  EXPECT_EQ(played.result.answer.candidates[2].score, -1);
}

// Answers of different levels are set against each other once more.
TEST(TreeOfThoughts, AScorerThatComparesSeesAllAnswersTogether) {
  const Script script = {.replies = {{.text = "#### 5"}, {.text = "#### 8"}}};
  for (const bool alone : {true, false}) {
    const auto scorer = std::make_shared<NaNScorer>(alone);
    Play("tree_of_thoughts:k=2,depth=1,value=scorer", script, nullptr, scorer);
    EXPECT_EQ(scorer->calls, alone ? 1 : 2);
  }
}

TEST(TreeOfThoughts, ProposalsOfTextAreLines) {
  const Script script = {
      .by_prompt = {When("yet.\n\nIn which", "1. add\n2. multiply\n\n3. guess\n4. sleep"),
                    When("far:\nmultiply\n\nIn which", "#### 12"),
                    When("far:\nmultiply\n\nCan", "sure"), When("#### 12\n\nCan", "sure"),
                    When("Can", "impossible")}};
  const Played played = Play("tree_of_thoughts:thoughts=propose,k=3,breadth=1", script);
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "multiply\n#### 12");
  EXPECT_EQ(played.result.usage_by_role.at("judge").calls, 4) << "the fourth line is too many";
}

TEST(TreeOfThoughts, WhatNeverEndsIsFinishedInOneGo) {
  const Script script = {.replies = {{.text = "..."}, {.text = "--"}},
                         .by_prompt = {When("Finish", "#### 9")}};
  const Played played = Play("tree_of_thoughts:k=2", script);
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "#### 9");
  EXPECT_EQ(played.result.answer.stop, StopReason::kEnd);
}

TEST(TreeOfThoughts, BadOptionsCostNothing) {
  const Script script = {.replies = {{.text = "#### 1"}}};
  const auto refused = [&](const std::string& options, const std::string& what,
                           const std::string& scorer = "") {
    const Played played = Play("tree_of_thoughts:" + options, script, nullptr, nullptr, scorer);
    EXPECT_NE(played.error.find(what), std::string::npos) << played.error;
    EXPECT_EQ(played.used, 0u);
  };
  refused("breadth=0", "breadth");
  refused("depth=0", "depth");
  refused("k=0", "k");
  refused("evaluations=0", "evaluations");
  refused("thoughts=moves", "needs a question with states");
  refused("value=progress", "needs a question with states");
  refused("value=scorer", "reads the text", "logprob");
  refused("value=luck", "luck");
}

}  // namespace
}  // namespace ponder
