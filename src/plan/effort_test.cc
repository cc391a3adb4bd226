#include "plan/effort.h"

#include <gmock/gmock.h>

#include "ponder/error.h"

namespace ponder {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const std::string& text) {
  try {
    EffortTable::Parse(text, "mine.txt");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Effort, NamesAreRead) {
  for (Effort effort : Efforts()) EXPECT_EQ(ParseEffort(EffortName(effort)), effort);
  EXPECT_EQ(ParseEffort("High"), Effort::kHigh);
  EXPECT_EQ(ParseEffort("on"), Effort::kMedium);
  EXPECT_EQ(ParseEffort("off"), Effort::kNone);
  EXPECT_EQ(ParseEffort("MAX"), Effort::kXHigh);
  EXPECT_THROW(ParseEffort("max power"), Error);
}

TEST(EffortTable, NoneIsThePlainModel) {
  const EffortTable& table = EffortTable::Default();
  for (bool thinks : {false, true}) {
    for (AnswerKind kind : {AnswerKind::kAuto, AnswerKind::kNumber, AnswerKind::kCode}) {
      EXPECT_EQ(table.Method(Effort::kNone, kind, thinks), "direct");
    }
  }
}

TEST(EffortTable, TheFirstLineThatFitsCounts) {
  std::string text = "high code plain best_of_n:n=3\n# a remark\n\n";
  for (Effort effort : Efforts()) text += std::string(EffortName(effort)) + " any any direct\n";
  const EffortTable table = EffortTable::Parse(text, "mine.txt");
  EXPECT_EQ(table.Method(Effort::kHigh, AnswerKind::kCode, false), "best_of_n:n=3");
  EXPECT_EQ(table.Method(Effort::kHigh, AnswerKind::kCode, true), "direct");
  EXPECT_EQ(table.Method(Effort::kHigh, AnswerKind::kNumber, false), "direct");
}

TEST(EffortTable, ShortAnswersAreVotedOn) {
  const EffortTable& table = EffortTable::Default();
  EXPECT_THAT(table.Method(Effort::kHigh, AnswerKind::kNumber, false),
              HasSubstr("self_consistency"));
  EXPECT_THAT(table.Method(Effort::kHigh, AnswerKind::kNumber, true), HasSubstr("budget_forcing"));
  EXPECT_THAT(table.Method(Effort::kHigh, AnswerKind::kAuto, false), HasSubstr("best_of_n"));
}

TEST(EffortTable, TheDefaultHasALineForEverything) {
  for (Effort effort : Efforts()) {
    for (bool thinks : {false, true}) {
      for (AnswerKind kind : {AnswerKind::kAuto, AnswerKind::kNumber, AnswerKind::kCode}) {
        EXPECT_EQ(EffortTable::Default().Line(effort, kind, thinks).effort, effort);
      }
    }
  }
}

TEST(EffortTable, WhatATableDoesNotSayIsAsInTheDefault) {
  const EffortTable table = EffortTable::Parse("high any any direct 77\n", "mine.txt");
  EXPECT_EQ(table.Line(Effort::kHigh, AnswerKind::kCode, true).limit, 77);
  EXPECT_EQ(table.Line(Effort::kNone, AnswerKind::kCode, true).limit, std::nullopt);
  EXPECT_EQ(table.Method(Effort::kLow, AnswerKind::kNumber, false), "chain_of_thought");
  EXPECT_EQ(table.text(), "high any any direct 77\n");
}

TEST(EffortTable, SaysWhatIsWrongWithALine) {
  EXPECT_EQ(ErrorOf("none any any\n"),
            "mine.txt:1: four words are wanted: effort, answer, model, method");
  EXPECT_THAT(ErrorOf("# one\nhuge any any direct\n"),
              HasSubstr("mine.txt:2: \"huge\" is no effort"));
  EXPECT_THAT(ErrorOf("none long any direct\n"), HasSubstr("short, code, open, or any"));
  EXPECT_THAT(ErrorOf("none any any direct many\n"), HasSubstr("\"many\" is no limit"));
  EXPECT_THAT(ErrorOf("none any any direct 0\n"), HasSubstr("1 to 1000000"));
  EXPECT_THAT(ErrorOf("none any any direct 10 tokens\n"), HasSubstr("the last word"));
}

TEST(MarksThinking, LooksAtTheTemplate) {
  EXPECT_TRUE(MarksThinking("{{ '<think>' }} {{ '</think>' }}"));
  EXPECT_FALSE(MarksThinking(""));
  EXPECT_FALSE(MarksThinking("{{ messages }}"));
}

}  // namespace
}  // namespace ponder
