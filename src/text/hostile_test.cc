// Every public function on hostile and random bytes: no crash, and no more than linear time.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "text/answer.h"
#include "text/answer_mark.h"
#include "text/choice.h"
#include "text/code_block.h"
#include "text/date.h"
#include "text/equations.h"
#include "text/expression.h"
#include "text/latex.h"
#include "text/loop.h"
#include "text/math_equal.h"
#include "text/number.h"
#include "text/number_use.h"
#include "text/steps.h"
#include "text/thinking.h"
#include "text/utf8.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

constexpr AnswerKind kKinds[] = {AnswerKind::kAuto,   AnswerKind::kNumber, AnswerKind::kMath,
                                 AnswerKind::kChoice, AnswerKind::kYesNo,  AnswerKind::kDate,
                                 AnswerKind::kText,   AnswerKind::kCode};

double Seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

void RunEverything(std::string_view a, std::string_view b) {
  for (AnswerKind kind : kKinds) {
    ExtractAnswer(a, kind);
    CanonicalAnswer(a, kind);
    const bool equal = AnswersEqual(a, b, kind);
    if (a.size() > 4000) continue;
    EXPECT_EQ(equal, AnswersEqual(b, a, kind)) << a << " | " << b;
  }
  HasAnswerMark(a);
  FindMarkedAnswer(a);
  AfterHashes(a);
  AfterCue(a);
  FirstChoice(a);
  LastChoice(a);
  FirstYesNo(a, YesNoWords::kYesNo);
  LastYesNo(a, YesNoWords::kTrueFalse);
  FindCodeBlocks(a);
  FirstDate(a);
  LastDate(a);
  CheckEquations(a);
  const size_t ends[] = {a.size() / 2, a.size()};
  FollowNumbers(b, a, ends);
  if (const auto parsed = Expression::Parse(a)) {
    parsed->Exact();
    parsed->At(std::vector<Expression::Complex>(parsed->unknowns().size(), {1.5L, 0}));
  }
  LastBoxed(a);
  HendrycksNormalForm(a);
  PrmNormalForm(a);
  DropThousands(a);
  UnwrapText(a);
  DropUnits(a);
  DropShortPrefix(a);
  MathEqual(a, b);
  MathKey(a);
  FindNumbers(a);
  ParseNumber(a);
  for (StepSplit how : {StepSplit::kBlankLine, StepSplit::kLine, StepSplit::kSentence}) {
    SplitSteps(a, how);
  }
  FindThinkingMarks(a);
  for (const ThinkingMarks& marks : KnownThinkingMarks()) SplitThinking(a, marks);
  EXPECT_TRUE(IsValidUtf8(ReplaceInvalidUtf8(a)));
  EXPECT_LE(CompleteUtf8Prefix(a), a.size());
}

std::string Repeat(std::string_view piece, size_t bytes) {
  std::string out;
  out.reserve(bytes + piece.size());
  while (out.size() < bytes) out += piece;
  return out;
}

// Quadratic work on 100 kB takes many seconds, linear work well under one.
TEST(Hostile, VeryLongRepeats) {
  for (std::string_view piece :
       {"{", "1/1/", "1,", "1.1", "\\frac{1}{", "answer is ", "1+", "####"}) {
    const auto start = Clock::now();
    const std::string text = Repeat(piece, 100000);
    RunEverything(text, text);
    RunEverything("The answer is " + text, "5");
    EXPECT_LT(Seconds(start), 20) << piece;  // generous: sanitizers, busy machines
  }
}

TEST(Hostile, LongRepeats) {
  const std::string_view pieces[] = {"{",
                                     "}",
                                     "(",
                                     "[",
                                     "|",
                                     "1/",
                                     "1",
                                     "1,",
                                     "1,000,",
                                     "-",
                                     "- ",
                                     "$",
                                     "\\",
                                     "\\frac",
                                     "\\frac{",
                                     "\\frac{1}{",
                                     "\\boxed{",
                                     "\\boxed ",
                                     "\\text{",
                                     "\\sqrt",
                                     "####",
                                     "#### ",
                                     "#### Step\n",
                                     "answer is ",
                                     "answer:",
                                     "answer to ",
                                     "final answer ",
                                     "\uC815\uB2F5: ",
                                     "\uB2F5",
                                     "=",
                                     "1=",
                                     "1+1=",
                                     "1+",
                                     "(1+",
                                     "x ",
                                     "2x",
                                     "a",
                                     "A ",
                                     "yes ",
                                     "no",
                                     "May ",
                                     "1/1/",
                                     "1/1/2020 ",
                                     "```\n",
                                     "`",
                                     "*",
                                     "**",
                                     "_",
                                     "\"",
                                     ".",
                                     ". ",
                                     ".\"",
                                     "\n",
                                     "\n\n",
                                     " ",
                                     "1 ",
                                     "1 1/",
                                     "^",
                                     "2^",
                                     "2^{",
                                     "e",
                                     "1e",
                                     "1e9",
                                     "%",
                                     "1%",
                                     "\u2212",
                                     "\xFF",
                                     "\xE2\x82",
                                     "\xF0\x9F",
                                     "<think>",
                                     "</think>",
                                     "!",
                                     "\\left",
                                     "\\begin{pmatrix}",
                                     "\\\\",
                                     "\\ ",
                                     "&",
                                     "1 apple ",
                                     "\\times 10^",
                                     "1\\frac12 ",
                                     "{,}",
                                     ",\\!",
                                     "~",
                                     "'",
                                     "\\pm",
                                     "\\cup",
                                     "i",
                                     "\u221A",
                                     "\\(",
                                     "\\[",
                                     "$$\n",
                                     "5!",
                                     "cm ",
                                     "5 cm ",
                                     "or "};
  for (std::string_view piece : pieces) {
    const auto start = Clock::now();
    const std::string text = Repeat(piece, 6000);
    RunEverything(text, text);
    RunEverything("The answer is " + text, "5");
    RunEverything("\\boxed{" + text, "5");
    // Short enough for the normal forms, long enough to hurt.
    const std::string short_text = Repeat(piece, 1900);
    RunEverything(short_text, short_text + "1");
    if (std::getenv("PONDER_TEST_VERBOSE") != nullptr) {
      std::cout << Seconds(start) << " s: " << piece << "\n";
    }
    EXPECT_LT(Seconds(start), 20) << piece;
  }
}

TEST(Hostile, BigNumbers) {
  for (std::string_view text : {"2^999999",
                                "2^{-999999}",
                                "9^9^9^9",
                                "1e999999999999",
                                "1e-999999999999",
                                "0/0",
                                "1/0",
                                "\\frac{1}{0}",
                                "0^0",
                                "0^{-1}",
                                "-170141183460469231731687303715884105728",
                                "170141183460469231731687303715884105727/3",
                                "999999!",
                                "(-1)^{1/2}",
                                "\\log_0 0",
                                "10^{38}-1/10^{38}",
                                "1e38/1e-38",
                                "1e99",
                                "1e-99",
                                "\\sqrt[0]{5}",
                                "x_",
                                "x_{",
                                "1_{2"}) {
    RunEverything(text, "1");
    RunEverything(std::string(text) + " = 5", text);
    RunEverything("#### " + std::string(text), text);
  }
}

// Random text from bytes and from pieces that mean something, for two seconds.
TEST(Hostile, RandomText) {
  const std::string_view pieces[] = {"\\frac",
                                     "{",
                                     "}",
                                     "\\boxed{",
                                     "####",
                                     " ",
                                     "\n",
                                     "1",
                                     "23",
                                     "4.5",
                                     ",",
                                     ".",
                                     "-",
                                     "+",
                                     "*",
                                     "/",
                                     "=",
                                     "^",
                                     "_",
                                     "(",
                                     ")",
                                     "[",
                                     "]",
                                     "$",
                                     "%",
                                     "\\",
                                     "x",
                                     "A",
                                     "yes",
                                     "answer is ",
                                     "\\sqrt",
                                     "\\pi",
                                     "\\pm",
                                     "\\text{",
                                     "May 3, 2021",
                                     "```",
                                     "\u2212",
                                     "\uB2F5: ",
                                     "\\infty",
                                     "\\cup",
                                     "\\begin{pmatrix}",
                                     "\\end{pmatrix}",
                                     "\\\\",
                                     "&",
                                     "\\{",
                                     "\\}",
                                     "|",
                                     "!",
                                     "i",
                                     "e",
                                     "sin",
                                     "\\log_",
                                     "cm",
                                     "000",
                                     "<think>",
                                     "</think>",
                                     "0",
                                     "\\left",
                                     "\\right",
                                     "\xE2\x82"};
  uint64_t state = 12345;
  const auto next = [&state] {
    state += 0x9E3779B97F4A7C15ULL;
    uint64_t z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  };
  const auto make = [&] {
    std::string out;
    const bool bytes = next() % 4 == 0;
    for (uint64_t left = next() % 40; left > 0; --left) {
      if (bytes) {
        out += static_cast<char>(next() & 0xFF);
      } else {
        out += pieces[next() % std::size(pieces)];
      }
    }
    return out;
  };
  size_t rounds = 0;
  for (const auto start = Clock::now(); Seconds(start) < 2; ++rounds) {
    const std::string a = make();
    RunEverything(a, next() % 2 == 0 ? make() : a);
    std::vector<int32_t> tokens;
    for (char c : a) tokens.push_back(c & 3);
    HasLoop(tokens);
  }
  RecordProperty("rounds", static_cast<int>(rounds));
}

}  // namespace
}  // namespace ponder
