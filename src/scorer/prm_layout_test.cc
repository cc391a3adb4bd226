// Layouts on a vocabulary of words: what a model is shown, and where it is read. That the numbers
// are right is shown in tests/model/prm_test.cc.
#include "scorer/prm_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/fake/loop_engine.h"
#include "engine/fake/word_vocabulary.h"
#include "scorer/bare_context.h"
#include "scorer/candidate_steps.h"

namespace ponder {
namespace {

using testing::ElementsAre;

// Knows the marks of every family. Its hidden state is the number of tokens read.
class MarkEngine : public LoopEngine {
 public:
  MarkEngine()
      : LoopEngine(std::make_shared<const WordVocabulary>(std::vector<std::string>{
            " ки", "+", "-", "\n", "<|endoftext|>", "<extra_0>", "one", "two", "three"})) {}

 protected:
  void Logits(const GenerateRequest&, std::span<const Token> prefix, const TokenLoop&,
              std::span<float> logits) override {
    std::fill(logits.begin(), logits.end(), 0.0f);
    logits[WordVocabulary::kFirstWord + 1] = static_cast<float>(prefix.size());
  }
};

// The text with a | behind every token that is read after.
std::string Shown(PrmLayout layout, const std::vector<std::string_view>& steps) {
  const MarkEngine engine;
  const ScoringText text = LayOut(layout, engine, "Q?", steps);
  std::string shown;
  size_t next = 0;
  for (size_t i = 0; i < text.tokens.size(); ++i) {
    shown += engine.Detokenize(std::span(&text.tokens[i], 1));
    if (next < text.positions.size() && text.positions[next] == i) {
      shown += "|";
      ++next;
    }
  }
  EXPECT_EQ(next, text.positions.size());
  return shown;
}

TEST(PrmLayout, ShowsWhatEachFamilyWasTrainedOn) {
  const std::vector<std::string_view> steps{"one", "two"};
  EXPECT_EQ(Shown(PrmLayout::kRlhflow, steps),
            "user: Q? one\nassistant: |+\nuser: two\nassistant: |");
  EXPECT_EQ(Shown(PrmLayout::kMathShepherd, steps), "Q? one ки|\ntwo ки|");
  EXPECT_EQ(Shown(PrmLayout::kSkywork, steps), "<|endoftext|>Q?\none\n|two\n|");
  EXPECT_EQ(Shown(PrmLayout::kQwenPrm, steps),
            "system: Please reason step by step, and put your final answer within \\boxed{}.\n"
            "user: Q?\nassistant: one<extra_0>|two<extra_0>|");
}

TEST(PrmLayout, OfAWholeAnswerItsEndIsRead) {
  const std::string answer = "one\n\ntwo";
  const std::vector<std::string_view> steps{std::string_view(answer).substr(0, 3),
                                            std::string_view(answer).substr(5)};
  EXPECT_EQ(Shown(PrmLayout::kQwenRm, steps),
            "system: Please reason step by step, and put your final answer within \\boxed{}.\n"
            "user: Q?\nassistant: one\n\ntwo\n|");
}

TEST(PrmLayout, LinesOfASkyworkStepBecomeOne) {
  EXPECT_EQ(Shown(PrmLayout::kSkywork, {"one\ntwo", "three"}),
            "<|endoftext|>Q?\none two\n|three\n|");
}

// A longer answer begins with the tokens of the shorter one, up to where that was last read.
TEST(PrmLayout, OnlyAppends) {
  const MarkEngine engine;
  const std::vector<std::string_view> steps{"one", "two + ки", "", "three\none", "two <extra_0>"};
  for (const auto& [name, layout] : ChoiceNames<PrmLayout>::kNames) {
    if (layout == PrmLayout::kQwenRm) continue;
    ScoringText before;
    for (size_t count = 1; count <= steps.size(); ++count) {
      const ScoringText now = LayOut(layout, engine, "Q?", std::span(steps).first(count));
      ASSERT_EQ(now.positions.size(), count) << name;
      ASSERT_LE(before.positions.empty() ? 0 : before.positions.back(), now.tokens.size());
      for (size_t i = 0; !before.positions.empty() && i <= before.positions.back(); ++i) {
        EXPECT_EQ(now.tokens[i], before.tokens[i]) << name << " " << i;
      }
      for (size_t i = 0; i < before.positions.size(); ++i) {
        EXPECT_EQ(now.positions[i], before.positions[i]) << name;
      }
      before = now;
    }
  }
}

TEST(PrmLayout, ModelsOfOtherFamiliesAreRefused) {
  class Plain : public LoopEngine {
   public:
    Plain() : LoopEngine(std::make_shared<const WordVocabulary>(std::vector<std::string>{"one"})) {}

   protected:
    void Logits(const GenerateRequest&, std::span<const Token>, const TokenLoop&,
                std::span<float>) override {}
  };
  const Plain engine;
  const std::vector<std::string_view> steps{"one"};
  for (const PrmLayout layout :
       {PrmLayout::kMathShepherd, PrmLayout::kSkywork, PrmLayout::kQwenPrm}) {
    EXPECT_THROW(LayOut(layout, engine, "Q?", steps), Error);
  }
  EXPECT_NO_THROW(LayOut(PrmLayout::kRlhflow, engine, "Q?", steps));
}

TEST(CandidateSteps, BlankOnesAreNone) {
  Candidate candidate;
  candidate.text = "\n\n a b \n\n\n \n\nc\nd\n\n";
  EXPECT_THAT(StepsOf(candidate), ElementsAre("a b", "c\nd"));
  candidate.step_ends = {0, 9, 10, 11, 99, 5};  // also where they make no sense
  EXPECT_THAT(StepsOf(candidate), ElementsAre("a b", "c\nd"));
  candidate.step_ends = {6};
  EXPECT_THAT(StepsOf(candidate), ElementsAre("a b", "c\nd"));
  candidate.step_ends = {4};
  EXPECT_THAT(StepsOf(candidate), ElementsAre("a", "b \n\n\n \n\nc\nd"));
  candidate.text = " \n\n ";
  EXPECT_TRUE(StepsOf(candidate).empty());
  candidate.text.clear();
  EXPECT_TRUE(StepsOf(candidate).empty());
}

TEST(CandidateSteps, Aggregates) {
  const std::vector<double> scores{0.5, 0.2, 0.8};
  EXPECT_DOUBLE_EQ(AggregateSteps(scores, StepAggregate::kLast), 0.8);
  EXPECT_DOUBLE_EQ(AggregateSteps(scores, StepAggregate::kMin), 0.2);
  EXPECT_DOUBLE_EQ(AggregateSteps(scores, StepAggregate::kProduct), 0.08);
  EXPECT_DOUBLE_EQ(AggregateSteps(scores, StepAggregate::kMean), 0.5);
}

TEST(Prm, ReadsTwoTokensOfAnyModelThatChats) {
  BareContext context(std::make_shared<MarkEngine>());
  Candidate candidate;
  candidate.text = "one\n\ntwo\n\n";
  const Question question{{Message("user", std::string("Q?"))}, AnswerKind::kAuto};
  const auto scorer = FindScorer("prm").create({});
  const auto score = scorer->Rate(question, std::vector{candidate}, context)[0];
  // The logit of "+" is the number of tokens read, that of "-" is 0.
  ASSERT_EQ(score.steps.size(), 2u);
  EXPECT_GT(score.steps[0], 0.5);
  EXPECT_GT(score.steps[1], score.steps[0]);
}

}  // namespace
}  // namespace ponder
