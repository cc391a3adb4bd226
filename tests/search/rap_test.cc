#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "ladder_world.h"

namespace ponder {
namespace {

std::pair<std::string, ScriptedReply> When(const std::string& prompt, const std::string& reply,
                                           double confidence = 0.9,
                                           const std::string& instead = "") {
  return {prompt, {.text = reply, .confidence = confidence, .instead = instead}};
}

// Two smaller questions, then the answer.
Script Apples() {
  return {
      .replies = {},
      .by_prompt = {When("question: How many red?\n\nDoes", "Yes", 0.64, "No"),
                    When("question: How many green?\n\nDoes", "No", 0.75, "Yes"),
                    When("question: Now we can answer the question.\n\nDoes", "Yes", 0.81, "No"),
                    When("question: How many red?\n\nAnswer only", "The answer is 3."),
                    When("question: How many green?\n\nAnswer only", "The answer is 2."),
                    When("Now answer the question", "3 of them\n#### 3")}};
}

TEST(Rap, RewardsByHand) {
  Script script = Apples();
  script.replies = {
      {.text = "How many red?"}, {.text = "How many green?"}, {.text = "How many red? "}};
  // One round, to the depth limit: red, then the question itself. Usefulness 0.64 and 0.81 to the
  // power of 1/2, confidence 1: the mean of 0.8 and 0.9.
  const Played played = Play("rap:n_iters=1,depth=2,n_action=3", script);
  EXPECT_EQ(played.error, "");
  const Answer& answer = played.result.answer;
  EXPECT_EQ(answer.text,
            "How many red?\nThe answer is 3.\nNow we can answer the question.\n3 of them\n#### 3");
  EXPECT_EQ(answer.final, "3");
  ASSERT_EQ(answer.candidates.size(), 1u);
  EXPECT_NEAR(*answer.candidates[0].score, 0.85, 1e-3);
  // 3 questions; usefulness of 2 (one came twice) and of the last; 2 answers.
  EXPECT_EQ(played.result.usage_by_role.at("policy").calls, 5);
  EXPECT_EQ(played.result.usage_by_role.at("judge").calls, 3);
}

TEST(Rap, FurtherRoundsTryWhatWasSeldomVisited) {
  Script script = Apples();
  script.replies = {{.text = "How many red?"}, {.text = "How many green?"}};
  const Played played = Play("rap:n_iters=4,depth=2,n_action=2,w=5", script);
  EXPECT_EQ(played.error, "");
  ASSERT_EQ(played.result.answer.candidates.size(), 2u);
  EXPECT_NEAR(*played.result.answer.candidates[0].score, 0.85, 1e-3);
  // Usefulness 0.25: the mean of 0.5 and 0.9.
  EXPECT_NEAR(*played.result.answer.candidates[1].score, 0.7, 1e-3);
}

TEST(Rap, WithoutQuestionsTheQuestionItselfIsAnswered) {
  Script script = Apples();
  script.replies = {{.text = "..."}, {.text = "--"}};
  const Played played = Play("rap:n_iters=1,n_action=2", script);
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.final, "3");
  EXPECT_EQ(played.result.answer.stop, StopReason::kEnd);
}

TEST(Rap, AVoteOverTheTreeMayDifferFromTheBestPath) {
  const auto play = [](const std::string& output) {
    // Three first questions; the best single path says 9, the two others say 4.
    const Script script = {
        .replies = {{.text = "A?"}, {.text = "B?"}, {.text = "C?"}},
        .by_prompt = {When("question: A?\n\nDoes", "Yes", 0.81, "No"),
                      When("question: B?\n\nDoes", "Yes", 0.64, "No"),
                      When("question: C?\n\nDoes", "Yes", 0.64, "No"),
                      When("Now we can answer the question.\n\nDoes", "Yes", 0.64, "No"),
                      When("question: A?\n\nAnswer", "The answer is 1."),
                      When("question: B?\n\nAnswer", "The answer is 2."),
                      When("question: C?\n\nAnswer", "The answer is 3."),
                      When("is 1.\n\nNow answer", "#### 9"), When("is 2.\n\nNow answer", "#### 4"),
                      When("is 3.\n\nNow answer", "#### 4.0")}};
    return Play("rap:n_iters=8,depth=2,n_action=3,w=20,output=" + output, script);
  };
  EXPECT_EQ(play("max_reward").result.answer.final, "9");
  for (const char* vote : {"edge", "edge_inverse_depth", "uniform"}) {
    const Played played = play(vote);
    EXPECT_EQ(played.error, "");
    EXPECT_EQ(played.result.answer.final, "4") << vote;
    EXPECT_EQ(played.result.answer.chosen, 0);
    EXPECT_EQ(played.result.answer.candidates.size(), 3u);
  }
}

TEST(Rap, AWorldGivesActionsAndTheGoal) {
  const Script script = {.by_prompt = {When("next action: *2\n\nIs", "Yes", 0.9, "No"),
                                       When("next action: +1\n\nIs", "Yes", 0.8, "No"),
                                       When("next action: -1\n\nIs", "No", 0.9, "Yes")}};
  const Played played = Play("rap:likelihood=false,depth=4,n_iters=50,goal=10", script,
                             std::make_shared<LadderWorld>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.stop, StopReason::kEnd);
  EXPECT_EQ(played.result.answer.candidates.size(), 1u) << "the first goal ends the search";
  std::string state = "1";
  std::istringstream actions(played.result.answer.final.value_or(""));
  for (std::string action; actions >> action;) state = *LadderWorld().Next(state, action);
  EXPECT_EQ(state, "6") << played.result.answer.text;
  EXPECT_EQ(played.result.usage.completion_tokens, 0);
  EXPECT_GT(played.result.usage.scorer_tokens, 0);
}

TEST(Rap, AGoalOneStepAwayIsTakenWhateverTheModelThinks) {
  const Script script = {.by_prompt = {When("next action: *2\n\nIs", "No", 0.99, "Yes"),
                                       When("Is it a good", "Yes", 0.99, "No")}};
  class AtThree : public LadderWorld {
   public:
    std::string Start() const override { return "3"; }
  };
  const Played played = Play("rap:likelihood=false,n_iters=1", script, std::make_shared<AtThree>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "#### *2");
}

TEST(Rap, NoPathComesBackToWhereItWas) {
  class Swing : public LadderWorld {
   public:
    std::vector<std::string> Actions(std::string_view) const override { return {"+1", "-1"}; }
    bool IsGoal(std::string_view) const override { return false; }
  };
  const Script script = {.by_prompt = {When("Is it a good", "Yes", 0.9, "No")}};
  const Played played =
      Play("rap:likelihood=false,n_iters=9,depth=3,w=9", script, std::make_shared<Swing>());
  EXPECT_EQ(played.error, "");
  for (const Candidate& candidate : played.result.answer.candidates) {
    EXPECT_TRUE(candidate.text == "#### +1 +1 +1" || candidate.text == "#### -1 -1 -1")
        << candidate.text;
  }
}

TEST(Rap, LikelihoodKeepsTheLikeliestActions) {
  // To the script all tokens are equally likely; the shorter action is likelier.
  class TwoWays : public LadderWorld {
   public:
    std::vector<std::string> Actions(std::string_view) const override { return {"+1+0", "*2"}; }
  };
  const Script script = {.by_prompt = {When("Is it", "Yes", 0.9, "No")}};
  const Played played =
      Play("rap:n_action=1,depth=1,n_iters=2", script, std::make_shared<TwoWays>());
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.result.answer.text, "#### *2");
  EXPECT_EQ(played.result.answer.stop, StopReason::kLength);
  ASSERT_EQ(played.result.answer.warnings.size(), 1u);
  EXPECT_EQ(played.result.answer.warnings[0], "no line of steps reached an answer");
}

TEST(Rap, AJudgementThatSaysNothingIsInTheMiddle) {
  Script script = Apples();
  script.by_prompt.insert(script.by_prompt.begin(), When("Does it help", "Perhaps", 1, ""));
  script.replies = {{.text = "How many red?"}};
  const Played played = Play("rap:n_iters=1,depth=2,n_action=1", script);
  EXPECT_EQ(played.error, "");
  EXPECT_NEAR(*played.result.answer.candidates[0].score, std::sqrt(0.5), 1e-3);
}

TEST(Rap, BadOptionsCostNothing) {
  for (const char* option : {"n_iters=0", "depth=0", "n_action=0", "alpha=2", "output=luck",
                             "confidence=-1", "cum_reward=max"}) {
    const Played played = Play(std::string("rap:") + option, {.replies = {{.text = "1"}}});
    const std::string name = std::string(option).substr(0, std::string(option).find('='));
    EXPECT_NE(played.error.find(name), std::string::npos) << played.error;
    EXPECT_EQ(played.used, 0u);
  }
}

}  // namespace
}  // namespace ponder
