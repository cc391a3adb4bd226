// Numbers, normal forms, thinking marks, loops, steps, UTF-8, code blocks, lists.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/code_block.h"
#include "text/columns.h"
#include "text/expression.h"
#include "text/latex.h"
#include "text/loop.h"
#include "text/number.h"
#include "text/rational.h"
#include "text/scan.h"
#include "text/steps.h"
#include "text/thinking.h"
#include "text/utf8.h"

namespace ponder {
namespace {

TEST(Rational, ExactAndBounded) {
  EXPECT_EQ(*MakeRational(6, -8), (Rational{-3, 4}));
  EXPECT_FALSE(MakeRational(1, 0));
  EXPECT_EQ(*Add({1, 3}, {1, 6}), (Rational{1, 2}));
  EXPECT_EQ(*Multiply({2, 3}, {3, 4}), (Rational{1, 2}));
  EXPECT_EQ(*Multiply({0, 1}, {3, 4}), (Rational{0, 1}));
  EXPECT_FALSE(Divide({1, 2}, {0, 1}));
  EXPECT_EQ(*Power({2, 3}, -2), (Rational{9, 4}));
  EXPECT_EQ(FormatRational(*Power({2, 1}, 126)), "85070591730234615865843651857942052864");
  EXPECT_FALSE(Power({2, 1}, 127));
  EXPECT_FALSE(Power({0, 1}, -1));
  EXPECT_EQ(FormatRational({-3, 4}), "-3/4");
  EXPECT_EQ(*Compare({1, 3}, {1, 2}), std::strong_ordering::less);
  EXPECT_NEAR(static_cast<double>(ToLongDouble({1, 4})), 0.25, 1e-15);
}

TEST(Number, Parse) {
  EXPECT_EQ(*ParseNumber("1,234.50"), (Rational{2469, 2}));
  EXPECT_EQ(*ParseNumber("-$5"), (Rational{-5, 1}));
  EXPECT_EQ(*ParseNumber("$-5"), (Rational{-5, 1}));
  EXPECT_EQ(*ParseNumber("90^\\circ"), (Rational{90, 1}));
  EXPECT_EQ(*ParseNumber("5\\text{ cm}"), (Rational{5, 1}));
  EXPECT_FALSE(ParseNumber("5x"));
  EXPECT_FALSE(ParseNumber("3\\pi"));
  EXPECT_FALSE(ParseNumber("42 apples and 3 pears"));
  EXPECT_FALSE(ParseNumber("abc"));
  EXPECT_FALSE(ParseNumber(""));
  EXPECT_FALSE(ParseNumber("-"));
  EXPECT_FALSE(ParseNumber("."));
  EXPECT_TRUE(ParseNumberToken("50%")->percent);
  EXPECT_EQ(ParseNumberToken("0.250")->decimals, 3);
  EXPECT_EQ(FindNumbers("1 and 2.5 and -3/4").size(), 3u);
}

TEST(Latex, Boxed) {
  EXPECT_EQ(*LastBoxed("\\boxed{a{b}c}"), "a{b}c");
  EXPECT_EQ(*LastBoxed("\\boxed {a}"), "a");
  EXPECT_FALSE(LastBoxed("\\boxed{a"));
  EXPECT_FALSE(LastBoxed("boxed{a}"));
}

TEST(Latex, HendrycksNormalForm) {
  EXPECT_EQ(HendrycksNormalForm("\\tfrac12"), "\\frac{1}{2}");
  EXPECT_EQ(HendrycksNormalForm("\\dfrac{1}2"), "\\frac{1}{2}");
  EXPECT_EQ(HendrycksNormalForm("1/2"), "\\frac{1}{2}");
  EXPECT_EQ(HendrycksNormalForm("a/b"), "a/b");
  EXPECT_EQ(HendrycksNormalForm("0.5"), "\\frac{1}{2}");
  EXPECT_EQ(HendrycksNormalForm(".25"), "0.25");
  EXPECT_EQ(HendrycksNormalForm("\\sqrt 2"), "\\sqrt{2}");
  EXPECT_EQ(HendrycksNormalForm("x = 7"), "7");
  EXPECT_EQ(HendrycksNormalForm("\\left( 3, 4 \\right)"), "(3,4)");
  EXPECT_EQ(HendrycksNormalForm("30^{\\circ}"), "30");
  EXPECT_EQ(HendrycksNormalForm("12\\text{ inches}"), "12");
  EXPECT_EQ(HendrycksNormalForm("\\$5\\%"), "5");
}

TEST(Latex, PrmNormalForm) {
  EXPECT_EQ(PrmNormalForm("\\frac{a+1}{2}"), "(a+1)/2");
  EXPECT_EQ(PrmNormalForm("\\sqrt{3}"), "sqrt(3)");
  EXPECT_EQ(PrmNormalForm("1,234,567"), "1234567");
  EXPECT_EQ(PrmNormalForm("5.00"), "5");
  EXPECT_EQ(PrmNormalForm("1 and 2"), "1,2");
  EXPECT_EQ(PrmNormalForm("7 3/4"), "7+3/4");
  EXPECT_EQ(PrmNormalForm("12 square feet"), "12");
  EXPECT_EQ(PrmNormalForm("\\text{East}"), "east");
  EXPECT_EQ(PrmNormalForm("4210_{5}"), "4210_5");
}

TEST(Expression, Values) {
  EXPECT_EQ(*Expression::Parse("2^3-1/2")->Exact(), (Rational{15, 2}));
  EXPECT_EQ(*Expression::Parse("-(2+3)\\cdot 4")->Exact(), (Rational{-20, 1}));
  EXPECT_EQ(*Expression::Parse("5!")->Exact(), (Rational{120, 1}));
  EXPECT_FALSE(Expression::Parse("\\sqrt{2}")->Exact());
  EXPECT_FALSE(Expression::Parse("1/0")->Exact());
  EXPECT_FALSE(Expression::Parse("1/0")->At({}));
  EXPECT_EQ(Expression::Parse("x+y_1")->unknowns().size(), 2u);
  for (std::string_view bad : {"", "+", "word", "1 2", "(1", "52_8", "a=b", "\\foo", "1+", "^2"}) {
    EXPECT_FALSE(Expression::Parse(bad)) << bad;
  }
}

TEST(Thinking, Split) {
  const ThinkingMarks& think = *FindThinkingMarks("think");
  ThinkingParts parts = SplitThinking("<think>\nhm\n</think>\n\n42", think);
  EXPECT_EQ(parts.thinking, "hm");
  EXPECT_EQ(parts.answer, "42");
  EXPECT_TRUE(parts.closed);
  parts = SplitThinking("<think>hm", think);
  EXPECT_EQ(parts.thinking, "hm");
  EXPECT_EQ(parts.answer, "");
  EXPECT_FALSE(parts.closed);
  parts = SplitThinking("hm</think>42", think);
  EXPECT_EQ(parts.thinking, "hm");
  EXPECT_EQ(parts.answer, "42");
  parts = SplitThinking("42", think);
  EXPECT_EQ(parts.answer, "42");
  EXPECT_EQ(SplitThinking("42", think, true).thinking, "42");
  parts = SplitThinking("<|im_start|>think\nhm<|im_end|>\n<|im_start|>answer\n42<|im_end|>",
                        *FindThinkingMarks("s1"));
  EXPECT_EQ(parts.thinking, "hm");
  EXPECT_EQ(parts.answer, "42");
  parts = SplitThinking("Here is my thought process:\nhm\nHere is my response:\n42",
                        *FindThinkingMarks("granite"));
  EXPECT_EQ(parts.thinking, "hm");
  EXPECT_EQ(parts.answer, "42");
  parts = SplitThinking(
      "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>42",
      *FindThinkingMarks("channel"));
  EXPECT_EQ(parts.thinking, "hm");
  EXPECT_EQ(parts.answer, "42");
}

TEST(Thinking, Find) {
  EXPECT_EQ(FindThinkingMarks("{{ '<think>\\n' }}")->name, "think");
  EXPECT_EQ(FindThinkingMarks("content.split('</think>')[-1]")->name, "think");
  EXPECT_EQ(FindThinkingMarks("... [THINK]...[/THINK]")->name, "magistral");
  EXPECT_EQ(FindThinkingMarks("<seed:think>")->name, "seed");
  EXPECT_EQ(FindThinkingMarks("<thinking>")->name, "thinking");
  EXPECT_EQ(FindThinkingMarks("\"<|channel|>\" + channel")->name, "channel");
  EXPECT_EQ(FindThinkingMarks("<|im_start|>user"), nullptr);
  EXPECT_EQ(FindThinkingMarks(""), nullptr);
  EXPECT_EQ(KnownThinkingMarks().size(), 7u);
}

std::vector<int32_t> Repeated(const std::vector<int32_t>& head, const std::vector<int32_t>& block,
                              int times) {
  std::vector<int32_t> out = head;
  for (int i = 0; i < times; ++i) out.insert(out.end(), block.begin(), block.end());
  return out;
}

TEST(Loop, FindsThePeriod) {
  EXPECT_EQ(LoopPeriod(Repeated({1, 2, 3}, {7}, 32)), 1u);
  EXPECT_EQ(LoopPeriod(Repeated({1, 2, 3}, {7, 8, 9}, 11)), 3u);
  EXPECT_EQ(LoopPeriod(Repeated({}, {7, 8, 9}, 10)), 0u);  // covers only 30 tokens
  EXPECT_FALSE(HasLoop(Repeated({}, {}, 1)));
  std::vector<int32_t> partial = Repeated({}, {7, 8, 9}, 11);
  partial.push_back(7);
  EXPECT_EQ(LoopPeriod(partial), 3u);
  std::vector<int32_t> block(64);
  for (int i = 0; i < 64; ++i) block[static_cast<size_t>(i)] = i;
  EXPECT_EQ(LoopPeriod(Repeated({}, block, 4)), 64u);
  EXPECT_EQ(LoopPeriod(Repeated({}, block, 3)), 0u);
  block.push_back(64);
  EXPECT_EQ(LoopPeriod(Repeated({}, block, 5)), 0u);
  std::vector<int32_t> left = Repeated({}, {7}, 50);
  left.push_back(1);
  EXPECT_FALSE(HasLoop(left));
  EXPECT_TRUE(HasLoop(Repeated({}, {7}, 8), {4, 4, 8}));
}

TEST(Steps, Split) {
  using Pieces = std::vector<std::string_view>;
  EXPECT_EQ(SplitSteps("a\nb\n\nc\n \n\nd\n", StepSplit::kBlankLine), (Pieces{"a\nb", "c", "d"}));
  EXPECT_EQ(SplitSteps("a\n\nb\nc", StepSplit::kLine), (Pieces{"a", "b", "c"}));
  EXPECT_EQ(SplitSteps("He has 3.5 apples. He eats 1! Why? \nEnd", StepSplit::kSentence),
            (Pieces{"He has 3.5 apples.", "He eats 1!", "Why?", "End"}));
  EXPECT_EQ(SplitSteps("Use e.g. this. Mr. X came.", StepSplit::kSentence),
            (Pieces{"Use e.g. this.", "Mr. X came."}));
  EXPECT_EQ(SplitSteps("1. First\n2. Second", StepSplit::kSentence),
            (Pieces{"1. First", "2. Second"}));
  EXPECT_EQ(SplitSteps("\uAC00\u3002\uB098", StepSplit::kSentence),
            (Pieces{"\uAC00\u3002", "\uB098"}));
  EXPECT_TRUE(SplitSteps(" \n\n ", StepSplit::kLine).empty());
  EXPECT_TRUE(SplitSteps("", StepSplit::kSentence).empty());
}

TEST(Utf8, Validity) {
  for (std::string_view good : {"", "a", "\u00E9", "\uAC00", "\U0001F600"}) {
    EXPECT_TRUE(IsValidUtf8(good)) << good;
    EXPECT_EQ(ReplaceInvalidUtf8(good), good);
    EXPECT_EQ(CompleteUtf8Prefix(good), good.size());
  }
  for (std::string_view bad : {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
                               "\xF4\x90\x80\x80", "\xFF", "\xE2\x82", "\xF0\x9F\x98"}) {
    EXPECT_FALSE(IsValidUtf8(bad));
    EXPECT_EQ(FirstInvalidUtf8(bad), 0u);
  }
  EXPECT_EQ(FirstInvalidUtf8("ab\xFFz"), 2u);
  EXPECT_EQ(CompleteUtf8Prefix("ab\xEA\xB0"), 2u);
  EXPECT_EQ(CompleteUtf8Prefix("ab\xF0\x9F\x98"), 2u);
  EXPECT_EQ(CompleteUtf8Prefix("ab\xF0"), 2u);
  EXPECT_EQ(CompleteUtf8Prefix("ab\xFF"), 3u);
  EXPECT_EQ(CompleteUtf8Prefix("ab\x80\x80\x80\x80"), 6u);
  EXPECT_EQ(ReplaceInvalidUtf8("a\xFF"
                               "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(ReplaceInvalidUtf8("a\xE2\x82"), "a\uFFFD");
  EXPECT_EQ(ReplaceInvalidUtf8("\xF0\x80\x80"), "\uFFFD\uFFFD\uFFFD");
}

TEST(Columns, TextIsCutByThemAndNeverInsideACharacter) {
  EXPECT_EQ(FitColumns("abcdef", 6), "abcdef");
  EXPECT_EQ(FitColumns("abcdefg", 6), "abc...");
  EXPECT_EQ(Columns("답은 42"), 7u);
  EXPECT_EQ(FitColumns("답은 사십이", 8), "답은 ...");
  EXPECT_EQ(FitColumns("\xff\xfe\xfd\xfc\xfb", 4), "\xff...");
}

TEST(Scan, SplitAtCommas) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(scan::SplitAtCommas("a,b c,d"), (Parts{"a", "b c", "d"}));
  EXPECT_EQ(scan::SplitAtCommas(",a,, b ,"), (Parts{"a", " b "}));
  EXPECT_EQ(scan::SplitAtCommas(","), Parts{});
  EXPECT_EQ(scan::SplitAtCommas(""), Parts{});
}

TEST(CodeBlock, Find) {
  const std::string text = "a\n```python\nx\n```\nb\n```cpp\ny\n```\n```\nz";
  const std::vector<CodeBlock> blocks = FindCodeBlocks(text);
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(blocks[0].language, "python");
  EXPECT_TRUE(blocks[0].closed);
  EXPECT_FALSE(blocks[2].closed);
  EXPECT_EQ(FirstCodeBlock(text)->code, "x\n");
  EXPECT_EQ(LastCodeBlock(text)->code, "y\n");
  EXPECT_EQ(LastCodeBlock(text, "py")->code, "x\n");
  EXPECT_EQ(FirstCodeBlock(text, "c++")->code, "y\n");
  EXPECT_FALSE(FirstCodeBlock("none"));
}

}  // namespace
}  // namespace ponder
