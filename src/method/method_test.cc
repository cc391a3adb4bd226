#include <gtest/gtest.h>

#include "method/prompt_text.h"
#include "search/candidates.h"
#include "text/utf8.h"

namespace ponder {
namespace {

Question Ask(AnswerKind kind = AnswerKind::kNumber) {
  return {
      {Message("system", std::string("Be brief.")), Message("user", std::string("1 + {form}?"))},
      kind};
}

TEST(Prompts, FillTheirBlanksOnceInBothLanguages) {
  for (Language language : {Language::kEnglish, Language::kKorean}) {
    const Prompt prompt = StyledPrompt(Ask(), PromptStyle::kCot, language);
    const std::string text = prompt.messages->back().Text();
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_NE(text.find("1 + {form}?"), std::string::npos);  // what a user wrote is not filled in
    EXPECT_EQ(text.find("{question}"), std::string::npos);
    EXPECT_NE(text.find("####"), std::string::npos);
    EXPECT_EQ(prompt.messages->front().Text(), "Be brief.");
  }
}

TEST(Prompts, TwoStylesLeaveTheQuestionAsItIs) {
  for (const PromptStyle style : {PromptStyle::kPlain, PromptStyle::kFewShot}) {
    const Prompt prompt = StyledPrompt(Ask(), style, Language::kEnglish);
    EXPECT_EQ(prompt.messages->size(), 2u);
    EXPECT_EQ(prompt.messages->back().Text(), "1 + {form}?");
  }
}

TEST(Prompts, DraftsHaveAsManyExamplesAsAsked) {
  for (int shots : {0, 1, 4, 8, 100}) {
    const Prompt prompt = StyledPrompt(Ask(), PromptStyle::kDraft, Language::kEnglish, shots);
    const std::string text = prompt.messages->back().Text();
    int found = 0;
    for (size_t at = 0; (at = text.find("Q: ", at)) != std::string::npos; ++at) ++found;
    EXPECT_EQ(found, std::min(shots, 8) + 1);
    EXPECT_EQ(text.find("---"), std::string::npos);
  }
}

TEST(Methods, AreNamedDescribedAndFound) {
  for (const MethodInfo* info : Methods()) {
    EXPECT_EQ(&FindMethod(info->name), info);
    for (const std::string& alias : info->aliases) EXPECT_EQ(&FindMethod(alias), info);
    EXPECT_FALSE(info->summary.empty());
    const auto method = info->create({});
    EXPECT_EQ(method->Options().size(), info->options.size());
    for (const OptionInfo& option : info->options) EXPECT_FALSE(option.help.empty());
    EXPECT_NO_THROW(info->create(method->Options()));  // reads what it writes
  }
}

TEST(Candidates, ANumberInTheMiddleOfACutReplyIsNoAnswer) {
  const Question question = Ask();
  EXPECT_EQ(FinalOf(question, "it is 7", StopReason::kEnd), "7");
  EXPECT_FALSE(FinalOf(question, "it is 7", StopReason::kLength).has_value());
  EXPECT_EQ(FinalOf(question, "#### 7", StopReason::kLength), "7");
}

TEST(Candidates, WithoutAChoiceTheFirstGoodOneAnswers) {
  std::vector<Candidate> candidates(3);
  candidates[0].text = "cut";
  candidates[0].stop = StopReason::kBudget;
  candidates[2].text = "whole 3";
  candidates[2].final = "3";
  EXPECT_EQ(AnswerWith(candidates, -1).chosen, 2);
  EXPECT_EQ(AnswerWith(candidates, 0).stop, StopReason::kBudget);
  EXPECT_EQ(AnswerWith({}, -1).chosen, -1);
}

}  // namespace
}  // namespace ponder
