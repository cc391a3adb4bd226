// A table of realistic answers: which are equal, and the keys they vote by.
#include "text/answer.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ponder {
namespace {

using enum AnswerKind;

struct KeyCase {
  AnswerKind kind;
  std::string_view answer;
  std::string_view key;
};

TEST(CanonicalAnswer, Keys) {
  const std::vector<KeyCase> cases = {
      {kNumber, "1/2", "1/2"},
      {kNumber, "0.5", "1/2"},
      {kNumber, "0.50", "1/2"},
      {kNumber, ".5", "1/2"},
      {kNumber, "\\frac12", "1/2"},
      {kNumber, "\\frac{2}{4}", "1/2"},
      {kNumber, "50%", "50"},
      {kNumber, "50\\%", "50"},
      {kNumber, "018", "18"},
      {kNumber, "18.00", "18"},
      {kNumber, "$18", "18"},
      {kNumber, "18 dollars", "18"},
      {kNumber, "1,000", "1000"},
      {kNumber, "-0", "0"},
      {kNumber, "+7", "7"},
      {kNumber, "1e3", "1000"},
      {kNumber, "1 1/2", "3/2"},
      {kNumber, "1\\frac{1}{2}", "3/2"},
      {kNumber, "-1/3", "-1/3"},
      {kNumber, "\u22125", "-5"},
      {kNumber, "00000000000000000000000000000000000000000000000012", "12"},
      {kNumber, "123456789012345678901234567890123456789012345678901",
       "123456789012345678901234567890123456789012345678901"},
      {kNumber, "0.10000000000000000000000000000000000000000000000000", "1/10"},
      {kNumber, "2^999999", "2^999999"},
      {kNumber, "1e999999", "1e999999"},
      {kNumber, "**42**", "42"},
      {kChoice, "(c)", "C"},
      {kChoice, "C)", "C"},
      {kChoice, "option C", "C"},
      {kYesNo, "Yes.", "yes"},
      {kYesNo, "TRUE", "yes"},
      {kDate, "5/3/2021", "05/03/2021"},
      {kDate, "2021-05-03", "05/03/2021"},
      {kText, "  New   York. ", "new york"},
      {kText, "\"Paris\"", "paris"},
      {kText, "**Paris**", "paris"},
      {kText, "\\text{east}", "east"},
      {kMath, "42", "42"},
      {kMath, "\\frac{1}{2}", "1/2"},
      {kMath, "0.5", "1/2"},
      {kMath, "6/8", "6/8"},
      {kMath, "90^\\circ", "90"},
      {kMath, "\\text{Evelyn}", "evelyn"},
      {kMath, "x=5", "5"},
      {kAuto, "18.0", "18"},
      {kAuto, "(B)", "b"},
      {kAuto, "B", "b"},
      {kAuto, "Paris!", "paris"},
      {kCode, "a \n\nb\n", "a\nb\n"},
  };
  for (const KeyCase& c : cases) EXPECT_EQ(CanonicalAnswer(c.answer, c.kind), c.key) << c.answer;
}

struct PairCase {
  AnswerKind kind;
  std::string_view a;
  std::string_view b;
};

TEST(AnswersEqual, Equal) {
  const std::vector<PairCase> cases = {
      {kNumber, "18", "18.0"},
      {kNumber, "$18", "18 dollars"},
      {kNumber, "195,000", "195000"},
      {kNumber, "3/4", "0.75"},
      {kNumber, "6/8", "3/4"},
      {kNumber, "\\frac34", ".75"},
      {kNumber, "2 1/2", "2.5"},
      {kNumber, "50%", "50"},
      {kNumber, "5 apples", "5"},
      {kNumber, "x = 5", "5"},
      {kChoice, "(A)", "A."},
      {kYesNo, "Yes", "yes."},
      {kDate, "May 3, 2021", "05/03/2021"},
      {kText, "New York", "new york."},
      {kAuto, "1/2", "0.5"},
      {kAuto, "(B)", "B"},
      {kAuto, "x+1", "1+x"},
      {kAuto, "Paris", "paris"},
      {kMath, "\\frac{1}{2}", "\\frac12"},
      {kMath, "\\frac{1}{2}", "\\dfrac{1}{2}"},
      {kMath, "\\frac{1}{2}", "1/2"},
      {kMath, "\\frac{1}{2}", "0.5"},
      {kMath, "-\\frac{1}{2}", "\\frac{-1}{2}"},
      {kMath, "\\frac{1}{4}", "0.25"},
      {kMath, "3\\sqrt{13}", "\\sqrt{117}"},
      {kMath, "\\sqrt2", "\\sqrt{2}"},
      {kMath, "\\sqrt{2}", "sqrt(2)"},
      {kMath, "11\\sqrt2", "11 \\sqrt{2}"},
      {kMath, "\\frac{\\sqrt{3}}{3}", "\\frac{1}{\\sqrt{3}}"},
      {kMath, "90^\\circ", "90"},
      {kMath, "90^{\\circ}", "90 degrees"},
      {kMath, "\\$32,\\!348", "32348"},
      {kMath, "10,\\!080", "10080"},
      {kMath, "11,\\! 111,\\! 111,\\! 100", "11111111100"},
      {kMath, "x=5", "5"},
      {kMath, "x = 5", "5"},
      {kMath, "5.0", "5"},
      {kMath, ".0000672", "0.0000672"},
      {kMath, "\\text{Evelyn}", "Evelyn"},
      {kMath, "\\text{(C)}", "C"},
      {kMath, "\\text{(C)}", "(C)"},
      {kMath, "(3, 4)", "\\left(3,4\\right)"},
      {kMath, "(3,\\frac{\\pi}{2})", "\\left( 3, \\pi/2 \\right)"},
      {kMath, "(0.5, 1)", "(\\frac{1}{2}, 1)"},
      {kMath, "[0, \\infty)", "[0,\\infty)"},
      {kMath, "(-\\infty, 2)\\cup(3, \\infty)", "(-\\infty,2) \\cup (3,\\infty)"},
      {kMath, "1,-2", "-2,1"},
      {kMath, "1,-2", "1 and -2"},
      {kMath, "1, -2", "1 \\text{ or } -2"},
      {kMath, "\\{1,2\\}", "\\{2,1\\}"},
      {kMath, "1 \\pm \\sqrt{19}", "1+\\sqrt{19}, 1-\\sqrt{19}"},
      {kMath, "1 \\pm \\sqrt{19}", "1-\\sqrt{19}, 1+\\sqrt{19}"},
      {kMath, "6 - 5i", "-5i+6"},
      {kMath, "p - q", "-q+p"},
      {kMath, "x^2+2x+1", "(x+1)^2"},
      {kMath, "(a+5)(b+2)", "ab+2a+5b+10"},
      {kMath, "2k+2", "2(k+1)"},
      {kMath, "\\cot x", "\\frac{\\cos x}{\\sin x}"},
      {kMath, "\\sin^2 x", "(\\sin x)^2"},
      {kMath, "52_8", "52_{8}"},
      {kMath, "288 \\pi", "288\\pi"},
      {kMath, "288\\pi", "\\pi \\cdot 288"},
      {kMath, "\\frac 59", "\\frac{5}{9}"},
      {kMath, "\\frac{270}7\\text{ degrees}", "\\frac{270}{7}"},
      {kMath, "5\\text{ cm}", "5"},
      {kMath, "5 \\text{ cm}^2", "5"},
      {kMath, "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix}1\\\\2\\end{pmatrix}"},
      {kMath, "\\begin{pmatrix} -1/3 \\\\ 2/3 \\end{pmatrix}",
       "\\begin{pmatrix} -\\frac{1}{3} \\\\ \\frac{2}{3} \\end{pmatrix}"},
      {kMath, "5x - 7y + 11z + 4 = 0", "11z - 7y + 5x + 4 = 0"},
      {kMath, "y = 2x + 3", "y=3+2x"},
      {kMath, "7\\frac{3}{4}", "7 3/4"},
      {kMath, "7\\frac{3}{4}", "\\frac{31}{4}"},
      {kMath, "e^{i\\pi/3}", "\\frac{1}{2}+\\frac{\\sqrt{3}}{2}i"},
      {kMath, "\\sqrt[3]{2}", "2^{1/3}"},
      {kMath, "\\frac{1}{2}+\\frac{1}{4}", "0.75"},
      {kMath, "\\log_2 3", "\\frac{\\ln 3}{\\ln 2}"},
      {kMath, "|{-3.5}|", "3.5"},
      {kMath, "x \\in [1,2]", "[1,2]"},
      {kMath, "20\\%", "20"},
      {kMath, "$\\frac{1}{2}$", "\\frac{1}{2}"},
      {kMath, "**3**", "3"},
      {kMath, "\\theta_1 + 1", "1+\\theta_1"},
      {kMath, "\\dbinom{5}{2}", "\\dbinom{5}{2}"},
      {kMath, "\u03C0/2", "\\frac{\\pi}{2}"},
      {kMath, "x \\times y", "xy"},
      {kMath, "\\frac{x}{2}", "\\frac12 x"},
  };
  for (const PairCase& c : cases) {
    EXPECT_TRUE(AnswersEqual(c.a, c.b, c.kind)) << c.a << " | " << c.b;
    EXPECT_TRUE(AnswersEqual(c.b, c.a, c.kind)) << c.b << " | " << c.a;
  }
}

TEST(AnswersEqual, NotEqual) {
  const std::vector<PairCase> cases = {
      {kNumber, "18", "19"},
      {kNumber, "195", "195,000"},
      {kNumber, "5", "-5"},
      {kNumber, "0.5", "50%"},
      {kNumber, "0.333", "1/3"},
      {kNumber, "", ""},
      {kNumber, "99999999999999999999999999999999999999999999",
       "99999999999999999999999999999999999999999998"},
      {kChoice, "A", "B"},
      {kYesNo, "yes", "no"},
      {kDate, "05/03/2021", "03/05/2021"},
      {kText, "Paris", "London"},
      {kText, "", ""},
      {kAuto, "A", "B"},
      {kAuto, "listen", "silent"},
      {kAuto, "(3,4]", "[3,4)"},
      {kMath, "6/8", "3/4"},
      {kMath, "\\frac{2}{4}", "\\frac{1}{2}"},
      {kMath, "14/2", "7"},
      {kMath, "2^{10}", "1024"},
      {kMath, "5", "5x"},
      {kMath, "\\sqrt{2}", "1.414"},
      {kMath, "\\pi", "3.14"},
      {kMath, "(3,4)", "[3,4]"},
      {kMath, "(3,4]", "(3,4)"},
      {kMath, "(3,4)", "(4,3)"},
      {kMath, "(3,4)", "3,4"},
      {kMath, "(1,2,3)", "(1,2)"},
      {kMath, "\\{1,2\\}", "\\{1,3\\}"},
      {kMath, "1,1", "1,2"},
      {kMath, "52_8", "52"},
      {kMath, "52_8", "52_9"},
      {kMath, "x+1", "x-1"},
      {kMath, "x^2", "y^2"},
      {kMath, "xy", "x+y"},
      {kMath, "6-5i", "6+5i"},
      {kMath, "1 \\pm \\sqrt{19}", "1+\\sqrt{19}"},
      {kMath, "1 \\pm \\sqrt{19}", "1 \\pm \\sqrt{17}"},
      {kMath, "1 \\text{ or } 2", "1 \\text{ or } 3"},
      {kMath, "\\text{even}", "\\text{odd}"},
      {kMath, "\\text{listen}", "\\text{silent}"},
      {kMath, "\\text{(C)}", "D"},
      {kMath, "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix} 1 & 2 \\end{pmatrix}"},
      {kMath, "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}",
       "\\begin{pmatrix} 2 \\\\ 1 \\end{pmatrix}"},
      {kMath, "5x - 7y = 0", "5x + 7y = 0"},
      {kMath, "(-\\infty, 2)\\cup(3, \\infty)", "(-\\infty, 2)\\cup[3, \\infty)"},
      {kMath, "\\frac{1}{0}", "\\frac{2}{0}"},
      {kMath, "1/0", "2/0"},
      {kMath, "x<3", "x>3"},
      {kMath, "x \\le 3", "x < 3"},
      {kMath, "\\sin x", "\\cos x"},
      {kMath, "", ""},
      {kMath, "2^{999999}", "2^{999998}"},
      {kMath, "10.5", "105"},
      {kMath, "1.25", "1.250001"},
      {kCode, "a\nb", "a\nc"},
  };
  for (const PairCase& c : cases) {
    EXPECT_FALSE(AnswersEqual(c.a, c.b, c.kind)) << c.a << " | " << c.b;
    EXPECT_FALSE(AnswersEqual(c.b, c.a, c.kind)) << c.b << " | " << c.a;
  }
}

// Votes are counted by key, so equal answers should meet under one key.
TEST(CanonicalAnswer, EqualAnswersShareKeys) {
  const std::vector<PairCase> cases = {
      {kMath, "3\\sqrt{13}", "\\sqrt{117}"},
      {kMath, "x^2+2x+1", "(x+1)^2"},
      {kMath, "(0.5, 1)", "(\\frac{1}{2}, 1)"},
      {kMath, "1,-2", "-2,1"},
      {kMath, "1 \\pm \\sqrt{19}", "1+\\sqrt{19}, 1-\\sqrt{19}"},
      {kMath, "7\\frac{3}{4}", "\\frac{31}{4}"},
      {kMath, "6 - 5i", "-5i+6"},
      {kMath, "\\text{(C)}", "C"},
      {kMath, "10,\\!080", "10080"},
      {kMath, "90^\\circ", "90 degrees"},
      {kAuto, "x+1", "1+x"},
      {kAuto, "$1,000", "1000.0"},
  };
  for (const PairCase& c : cases) {
    EXPECT_EQ(CanonicalAnswer(c.a, c.kind), CanonicalAnswer(c.b, c.kind)) << c.a << " | " << c.b;
  }
}

}  // namespace
}  // namespace ponder
