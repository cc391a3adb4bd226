// Scores of the tasks whose published rules are stricter or looser than the truth, on replies of
// our own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "task/ontology.h"
#include "task/span_score.h"
#include "task/task.h"
#include "task/words.h"
#include "task/world.h"

namespace ponder {
namespace {

double Score(const Verdict& verdict, std::string_view name) {
  for (const auto& [score, value] : verdict.scores) {
    if (score == name) return value;
  }
  ADD_FAILURE() << "no score " << name;
  return -1;
}

const Task& TaskOf(std::string_view name) { return *FindTask(name).task; }

TEST(Ontology, ReadsTheSentenceShapes) {
  EXPECT_EQ(ReadClaim("Every cat is a feline."), ReadClaim("Cats are felines."));
  EXPECT_EQ(ReadClaim("So each butterfly is not an eagle."),
            ReadClaim("Butterflies are not eagles."));
  EXPECT_NE(ReadClaim("Each cat is furry."), ReadClaim("Each cat is not furry."));
  EXPECT_EQ(ReadClaim("Let us think."), std::nullopt);
  EXPECT_EQ(Ontology::Read("Cats are felines. Tom is a cat."), std::nullopt);
}

constexpr const char* kCats =
    "Every cat is a feline. Felines are not herbivorous. Sheep are herbivorous. Tom is a cat. "
    "True or false: Tom is herbivorous.";

TEST(Ontology, StepsMustFollow) {
  const auto ontology = Ontology::Read(kCats);
  ASSERT_TRUE(ontology);
  EXPECT_EQ(ontology->Label(), std::optional<bool>(false));
  const auto error = [&](const char* proof) { return ontology->ProofError(Sentences(proof)); };
  EXPECT_EQ(error("Tom is a cat. Every cat is a feline. So Tom is a feline. So Tom is not "
                  "herbivorous."),
            "");
  EXPECT_EQ(error("Tom is a feline. Therefore, Tom is not herbivorous."), "");
  EXPECT_THAT(error("Tom is a cat. So Tom is not herbivorous."), testing::HasSubstr("does not"));
  EXPECT_THAT(error("Every sheep is a cat. Tom is a feline. Tom is not herbivorous."),
              testing::HasSubstr("does not"));
  EXPECT_THAT(error("Tom is a cat. So Tom is a feline."), testing::HasSubstr("does not reach"));
  EXPECT_EQ(error("I guess so."), "no proof");
}

TEST(ProntoQa, LabelProofAndPublishedRuleAreThreeThings) {
  TaskItem item = MakeItems("prontoqa", 1, 1, 1).at(0);
  item.question = kCats;
  item.gold = "False";
  item.meta["chain"] = {"Tom is a cat.", "Every cat is a feline.", "Tom is a feline.",
                        "Felines are not herbivorous.", "Tom is not herbivorous."};
  const Task& task = TaskOf("prontoqa");
  const Verdict guess = task.CheckReply(item, "#### False");
  EXPECT_TRUE(guess.right);
  EXPECT_EQ(Score(guess, "proof"), 0);
  EXPECT_EQ(Score(guess, "published"), 0);
  // Right steps in other words: a proof, which the published rule does not see.
  const Verdict other = task.CheckReply(
      item, "Tom is a cat. Therefore, Tom is a feline. Thus, Tom is not herbivorous.\n#### False");
  EXPECT_EQ(Score(other, "proof"), 1);
  EXPECT_EQ(Score(other, "published"), 0);
  // The published rule does not look at the label.
  const Verdict wrong = task.CheckReply(
      item, "Tom is a cat. So Tom is a feline. So Tom is not herbivorous.\n#### True");
  EXPECT_FALSE(wrong.right);
  EXPECT_EQ(Score(wrong, "proof"), 0);
  EXPECT_EQ(Score(wrong, "published"), 1);
}

TEST(StrategyQa, ANoSomewhereIsNoAnswer) {
  TaskItem item;
  item.kind = AnswerKind::kYesNo;
  item.gold = "no";
  const Task& task = TaskOf("strategyqa");
  const Verdict talk = task.CheckReply(item, "There is no doubt about it.\n#### yes");
  EXPECT_FALSE(talk.right);
  EXPECT_EQ(Score(talk, "published"), 1);
  const Verdict said = task.CheckReply(item, "So the answer is no.");
  EXPECT_TRUE(said.right);
  EXPECT_EQ(Score(said, "published"), 1);
  EXPECT_EQ(Score(task.CheckReply(item, "#### no"), "published"), 0);
}

TEST(HotpotQa, AbbreviationsAreNotCut) {
  TaskItem item;
  item.kind = AnswerKind::kText;
  item.gold = "Washington, D.C.";
  const Task& task = TaskOf("hotpotqa");
  const Verdict verdict = task.CheckReply(item, "So the answer is Washington, D.C.");
  EXPECT_TRUE(verdict.right) << verdict.reason;
  EXPECT_EQ(Score(verdict, "exact"), 1);
  EXPECT_EQ(Score(verdict, "published"), 0);
  EXPECT_FALSE(task.CheckReply(item, "The answer is Seattle.").right);
  EXPECT_FALSE(task.CheckReply(item, "").right);
  EXPECT_EQ(task.Extract(item, "The answer is Dr. Ann B. Lee. I think so."), "Dr. Ann B. Lee");
  EXPECT_EQ(task.Extract(item, "The answer is No. I think so."), "No");
}

TEST(SpanF1, CountsCommonWords) {
  EXPECT_EQ(NormalSpan("The  Eiffel-Tower, a."), "eiffeltower");
  EXPECT_DOUBLE_EQ(SpanF1("the red house", "red house"), 1);
  EXPECT_DOUBLE_EQ(SpanF1("big red house", "red house"), 0.8);
  EXPECT_DOUBLE_EQ(SpanF1("yes it is", "yes"), 0);
  EXPECT_DOUBLE_EQ(SpanF1("", "red"), 0);
}

TEST(Aqua, TheFirstCapitalIsNotAlwaysTheChoice) {
  TaskItem item;
  item.kind = AnswerKind::kChoice;
  item.gold = "D";
  const Verdict verdict = TaskOf("aqua").CheckReply(item, "The answer is Choice (D).");
  EXPECT_TRUE(verdict.right) << verdict.reason;
  EXPECT_EQ(Score(verdict, "published"), 0);
}

TEST(WordSorting, WhatModelsWriteAroundTheWords) {
  TaskItem item;
  item.kind = AnswerKind::kText;
  item.gold = "ash birch elm";
  const Task& task = TaskOf("word_sorting");
  for (const char* answer : {"List: ash birch elm", "1. ash 2. birch 3. elm", "Ash, Birch, Elm."}) {
    EXPECT_TRUE(task.Check(item, answer).right) << answer;
  }
  EXPECT_EQ(task.Check(item, "ash elm birch").reason, "word 2 must be birch");
  EXPECT_EQ(task.Check(item, "ash elm").reason, "2 words instead of 3");
}

TEST(DyckLanguages, SaysWhichBracketIsWrong) {
  TaskItem item;
  item.kind = AnswerKind::kText;
  item.gold = "] ) >";
  const Task& task = TaskOf("dyck_languages");
  EXPECT_TRUE(task.Check(item, "])>").right);
  EXPECT_EQ(task.Check(item, "] >").reason, "bracket 2 must be )");
  EXPECT_EQ(task.Check(item, "]").reason, "bracket 2 must be )");
  EXPECT_EQ(task.Check(item, "] ) > >").reason, "more brackets than are open");
}

TEST(World, IsReadBackAsItWasTold) {
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    Draw draw(RandomStream(5));
    const World world = MakeWorld(draw, 8, language);
    EXPECT_EQ(ReadFacts(Tell(draw, world.facts, language)), world.facts);
  }
  EXPECT_EQ(Match("{} has {}.", "Ada has 3."), (std::vector<std::string>{"Ada", "3"}));
  EXPECT_EQ(Match("{} has {}.", "Ada had 3."), std::nullopt);
  EXPECT_EQ(Match("On {}?", "On?"), std::nullopt);
}

}  // namespace
}  // namespace ponder
