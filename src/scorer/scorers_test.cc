#include <gtest/gtest.h>

#include "engine/fake/counting.h"
#include "engine/fake/scripted.h"
#include "scorer/bare_context.h"

namespace ponder {
namespace {

Candidate Saying(const std::string& text) {
  Candidate candidate;
  candidate.text = text;
  candidate.prompt = Prompt::Chat({Message("user", std::string("sum?"))});
  candidate.generation.text = text;
  return candidate;
}

std::vector<Score> Rate(const std::string& name, const std::vector<Candidate>& candidates,
                        const OptionValues& options = {}) {
  BareContext context(nullptr, true);
  return FindScorer(name).create(options)->Rate({{}, AnswerKind::kNumber}, candidates, context);
}

TEST(Scorers, MajorityIsTheShareOfTheVote) {
  std::vector<Candidate> candidates(4);
  candidates[0].final = "5";
  candidates[1].final = "7";
  candidates[3].final = "5.0";
  const auto scores = Rate("majority", candidates);
  EXPECT_NEAR(scores[0].total, 2.0 / 3, 1e-12);
  EXPECT_NEAR(scores[1].total, 1.0 / 3, 1e-12);
  EXPECT_TRUE(scores[2].abstained);
}

TEST(Scorers, ArithmeticCountsWhatIsWrong) {
  std::vector<Candidate> candidates{Saying("2 + 2 = 4"), Saying("2 + 2 = 5, 1 + 1 = 2"),
                                    Saying("no sums"), Saying("2 + 2 = 4")};
  candidates[3].stop = StopReason::kLength;
  const auto scores = Rate("arithmetic", candidates);
  EXPECT_NEAR(scores[0].total, 0.01, 1e-12);
  EXPECT_NEAR(scores[1].total, -0.99, 1e-12);
  EXPECT_TRUE(scores[2].abstained);
  EXPECT_NEAR(scores[3].total, -0.49, 1e-12);
}

TEST(Scorers, LogprobSkipsInjectedTokensAndAggregates) {
  Candidate candidate = Saying("a b c");
  candidate.generation.logprobs = {-1, -100, -3};
  candidate.generation.origins = {TokenOrigin::kSampled, TokenOrigin::kForced,
                                  TokenOrigin::kSampled};
  EXPECT_DOUBLE_EQ(Rate("logprob", {candidate})[0].total, -2);
  EXPECT_DOUBLE_EQ(Rate("logprob", {candidate}, {{"aggregate", "sum"}})[0].total, -4);
  EXPECT_DOUBLE_EQ(Rate("logprob", {candidate}, {{"aggregate", "min"}})[0].total, -3);
  candidate.generation.certainty = {2, 50, 4};
  EXPECT_DOUBLE_EQ(Rate("self_certainty", {candidate})[0].total, 3);
  EXPECT_TRUE(Rate("self_certainty", {Saying("x")})[0].abstained);
}

TEST(Scorers, JudgeReadsTheProbabilityOfYes) {
  for (const bool shared : {true, false}) {
    BareContext context(std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{
                            {.text = "Yes", .confidence = 0.75, .instead = "No"},
                            {.text = "banana", .confidence = 1.0}}),
                        shared);
    const std::vector<Candidate> candidates{Saying("it is 4"), Saying("it is 5")};
    const Question question{{Message("user", std::string("sum?"))}, AnswerKind::kNumber};
    const auto scores = FindScorer("judge").create({})->Rate(question, candidates, context);
    EXPECT_NEAR(scores[0].total, 0.75, 0.01);
    EXPECT_TRUE(scores[1].abstained || scores[1].total < 0.6);
  }
}

// A finished answer of a search is asked about as the others are, so that they can be compared.
TEST(Scorers, JudgeAsksOfASearchWhetherAllIsRightSoFar) {
  const auto engine = std::make_shared<CountingEngine>(
      std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>(3, {.text = "Yes"})));
  BareContext context(engine, true);
  std::vector<Candidate> candidates{Saying("one go"), Saying("finished"), Saying("open")};
  candidates[1].by_steps = candidates[2].by_steps = true;
  candidates[2].step_ends = {4};
  const Question question{{Message("user", std::string("sum?"))}, AnswerKind::kNumber};
  FindScorer("judge").create({})->Rate(question, candidates, context);
  const std::vector<GenerateRequest> asked = engine->Last();
  ASSERT_EQ(asked.size(), 3u);
  const auto words = [](const GenerateRequest& request) {
    return request.prompt.messages ? request.prompt.messages->back().Text() : std::string();
  };
  EXPECT_EQ(words(asked[0]).find("so far"), std::string::npos);
  EXPECT_NE(words(asked[1]).find("so far"), std::string::npos);
  EXPECT_NE(words(asked[2]).find("so far"), std::string::npos);
  for (const GenerateRequest& request : asked) EXPECT_TRUE(request.aside);
}

TEST(Scorers, JudgeReadsAGrade) {
  BareContext context(
      std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{{.text = "8 of 10"},
                                                                  {.text = "great"},
                                                                  {.text = "8/10"},
                                                                  {.text = "Grade: 10 / 10."},
                                                                  {.text = "0/10"}}),
      true);
  const std::vector<Candidate> candidates{Saying("a"), Saying("b"), Saying("c"), Saying("d"),
                                          Saying("e")};
  const auto scores = FindScorer("judge")
                          .create({{"scale", "grade"}})
                          ->Rate({{}, AnswerKind::kAuto}, candidates, context);
  EXPECT_DOUBLE_EQ(scores[0].total, 0.8);
  EXPECT_TRUE(scores[1].abstained);
  EXPECT_DOUBLE_EQ(scores[2].total, 0.8);
  EXPECT_DOUBLE_EQ(scores[3].total, 1);
  EXPECT_TRUE(scores[4].abstained);  // not the 10
}

TEST(Scorers, AreDescribed) {
  for (const ScorerInfo* info : Scorers()) {
    EXPECT_FALSE(info->summary.empty());
    EXPECT_NE(info->create({}), nullptr);
    EXPECT_THROW(info->create({{"none", "1"}}), Error);
  }
}

}  // namespace
}  // namespace ponder
