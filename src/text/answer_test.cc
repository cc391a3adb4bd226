// Tables of realistic replies and answers: extraction, keys, equality.
#include "text/answer.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ponder {
namespace {

using enum AnswerKind;

constexpr std::string_view kNothing = "<nothing>";

struct ExtractCase {
  AnswerKind kind;
  std::string_view text;
  std::string_view answer;  // kNothing for nullopt
};

void CheckAll(const std::vector<ExtractCase>& cases) {
  for (const ExtractCase& c : cases) {
    EXPECT_EQ(ExtractAnswer(c.text, c.kind).value_or(std::string(kNothing)), c.answer) << c.text;
  }
}

TEST(ExtractNumber, Hashes) {
  CheckAll({
      {kNumber, "9 * 2 = 18\n#### 18", "18"},
      {kNumber, "so 20 - x = 12; x = 8. #### 8", "8"},
      {kNumber, "#### 195,000", "195000"},
      {kNumber, "#### $195,000", "195000"},
      {kNumber, "#### $1,234.50", "1234.50"},
      {kNumber, "#### -5", "-5"},
      {kNumber, "#### \u22125", "-5"},
      {kNumber, "#### - 5", "-5"},
      {kNumber, "#### 18 eggs", "18"},
      {kNumber, "#### 18.", "18"},
      {kNumber, "#### **18**", "18"},
      {kNumber, "#### **$18**", "18"},
      {kNumber, "#### $18$", "18"},
      {kNumber, "#### 50%", "50"},
      {kNumber, "#### 3/4", "3/4"},
      {kNumber, "#### 1 1/2", "3/2"},
      {kNumber, "#### \\frac{3}{4}", "3/4"},
      {kNumber, "#### \\boxed{42}", "42"},
      {kNumber, "#### Answer: 42", "42"},
      {kNumber, "#### The answer is 42 apples", "42"},
      {kNumber, "#### 20 + 30 = 50", "50"},
      {kNumber, "#### x = 7", "7"},
      {kNumber, "####18", "18"},
      {kNumber, "####\n18", "18"},
      {kNumber, "#### 5\nwait\n#### 6", "6"},
      {kNumber, "#### \u20AC12.50", "12.50"},
      {kNumber, "#### 12\uC6D0", "12"},
      {kNumber, "#### 1,000,000", "1000000"},
      {kNumber, "#### 0.5", "0.5"},
      {kNumber, "#### .5", "0.5"},
      {kNumber, "#### 007", "7"},
      {kNumber, "#### Step 1: add 3\nThe answer is 8.", "8"},
      {kNumber, "#### Step 1: add 3 and 4\n3 + 4 = 7\n#### Step 2: double\n7 * 2 = 14", "14"},
      {kNumber, "#### Final Answer:\n14 apples", "14"},
      {kNumber, "#### 42 ####", "42"},
      {kNumber, "#### 18 (since 9 * 2 = 18)", "18"},
  });
}

TEST(ExtractNumber, Boxed) {
  CheckAll({
      {kNumber, "Thus $\\boxed{18}$.", "18"},
      {kNumber, "Thus \\boxed{18\\text{ dollars}}", "18"},
      {kNumber, "\\boxed{\\frac{1}{2}}", "1/2"},
      {kNumber, "\\boxed{\\dfrac{1}{2}} of it", "1/2"},
      {kNumber, "\\boxed{-\\frac{1}{2}}", "-1/2"},
      {kNumber, "\\boxed{10,\\!080}", "10080"},
      {kNumber, "\\boxed{1{,}000}", "1000"},
      {kNumber, "\\boxed{\\$32,348}", "32348"},
      {kNumber, "\\boxed{x = 5}", "5"},
      {kNumber, "\\boxed{5} then \\boxed{6}", "6"},
      {kNumber, "\\boxed{5} then \\boxed{6", "5"},
      {kNumber, "\\fbox{12}", "12"},
      {kNumber, "\\boxed{20\\%}", "20"},
      {kNumber, "\\boxed{2^{10}}", "1024"},
      {kNumber, "\\boxed{3 \\times 10^5}", "300000"},
      {kNumber, "\\boxed{\\text{Total} = 9}", "9"},
      {kNumber, "\\boxed 7", "7"},
      {kNumber, "\\boxed{ 42 }, which beats 41.", "42"},
      {kNumber, "\\[\\boxed{\\{7\\}}\\]", "7"},
  });
}

TEST(ExtractNumber, Cues) {
  CheckAll({
      {kNumber, "So the answer is 42.", "42"},
      {kNumber, "The final answer is: $42", "42"},
      {kNumber, "**Answer:** 42", "42"},
      {kNumber, "**Answer**: 42 apples", "42"},
      {kNumber, "Answer: 42", "42"},
      {kNumber, "Final Answer\n\n42", "42"},
      {kNumber, "ANSWER: 42", "42"},
      {kNumber, "Therefore, the answer (arabic numerals) is 42.", "42"},
      {kNumber, "The answer to the question is 17 miles. I used 3 steps.", "17"},
      {kNumber, "The answer is 5 + 3 = 8.", "8"},
      {kNumber, "The answer is $5 \\times 3 = 15$.", "15"},
      {kNumber, "The answer is x = 9. Check: 9 + 1 = 10.", "9"},
      {kNumber, "The answer is that she earns $18 a day.", "18"},
      {kNumber, "The correct answer would be 21, since 7 * 3 = 21.", "21"},
      {kNumber, "The answer is 1,250 meters.", "1250"},
      {kNumber, "The answer is \u22123.5 degrees.", "-3.5"},
      {kNumber, "The answer is\n$$\n42\n$$", "42"},
      {kNumber, "\uC815\uB2F5: 42", "42"},
      {kNumber, "\uC815\uB2F5\uC740 18\uB2EC\uB7EC\uC785\uB2C8\uB2E4.", "18"},
      {kNumber, "\uB530\uB77C\uC11C \uB2F5\uC740 7\uAC1C\uC785\uB2C8\uB2E4.", "7"},
      {kNumber, "\uB2F5: 1,200\uC6D0", "1200"},
      {kNumber, "Answer = 6", "6"},
      {kNumber, "My answer is unclear. We have 12 left.", "12"},
      {kNumber, "The answer is 3.\nWait, no. The answer is 4.", "4"},
      {kNumber, "Final answer: 12 cm^2", "12"},
      {kNumber, "The answers are 6 and 7.", "6"},
  });
}

TEST(ExtractNumber, LastNumber) {
  CheckAll({
      {kNumber, "She has 3 + 4 = 7 apples.", "7"},
      {kNumber, "She makes $18 every day.", "18"},
      {kNumber, "In total: $195,000.", "195000"},
      {kNumber, "x = -5", "-5"},
      {kNumber, "10-5", "5"},
      {kNumber, "It drops to -5", "-5"},
      {kNumber, "It costs \u00A33.20 per item.", "3.20"},
      {kNumber, "It takes 2 1/2 hours.", "5/2"},
      {kNumber, "Half is \\frac{1}{2}", "1/2"},
      {kNumber, "temperature: \u201312 degrees", "-12"},
      {kNumber, "It is 50%", "50"},
      {kNumber, "H2O has x2 atoms", kNothing},
      {kNumber, "no digits at all", kNothing},
      {kNumber, "", kNothing},
      {kNumber, "   \n ", kNothing},
      {kNumber, "5kg", "5"},
      {kNumber, "the 3rd", "3"},
      {kNumber, "1,2,3", "3"},
      {kNumber, "1, 234", "234"},
      {kNumber, "total 12,345,678", "12345678"},
      {kNumber, "version 1.5.", "1.5"},
      {kNumber, "about 1e6 cells", "1000000"},
      {kNumber, "2.5e-3", "1/400"},
      {kNumber, "1/0", "0"},
      {kNumber, "\uCD1D 18\uAC1C", "18"},
      {kNumber, "\uFF11\uFF12", "12"},
      {kNumber, "99999999999999999999999999999999999999999999",
       "99999999999999999999999999999999999999999999"},
  });
}

TEST(ExtractMath, Forms) {
  CheckAll({
      {kMath, "So $\\boxed{\\frac{14}{3}}$", "\\frac{14}{3}"},
      {kMath, "\\boxed{\\left( 3, \\frac{\\pi}{2} \\right)}",
       "\\left( 3, \\frac{\\pi}{2} \\right)"},
      {kMath, "\\boxed{\\boxed{3}}", "3"},
      {kMath, "\\boxed{\\{1,2\\}}", "\\{1,2\\}"},
      {kMath, "The answer is $x^2+1$.", "x^2+1"},
      {kMath, "The answer is \\(\\frac12\\).", "\\frac12"},
      {kMath, "The answer is $\\frac{1}{2}$ of the cake.", "\\frac{1}{2}"},
      {kMath, "#### \\sqrt{2}", "\\sqrt{2}"},
      {kMath, "#### $(1, 2)$", "(1, 2)"},
      {kMath, "Hence we get $p - q$.", "p - q"},
      {kMath, "Hence $$x = 4$$", "x = 4"},
      {kMath, "it is 12", "12"},
      {kMath, "nothing here", kNothing},
      {kMath, "\uC815\uB2F5\uC740 $3\\sqrt{13}$\uC785\uB2C8\uB2E4.", "3\\sqrt{13}"},
      {kMath, "\\framebox{9}", "9"},
  });
}

TEST(ExtractChoice, Forms) {
  CheckAll({
      {kChoice, "The answer is (C).", "C"},
      {kChoice, "The answer is C", "C"},
      {kChoice, "The answer is C. 12 meters", "C"},
      {kChoice, "Answer: B", "B"},
      {kChoice, "Answer: b", "B"},
      {kChoice, "Answer: (b) is right", "B"},
      {kChoice, "**Answer: D**", "D"},
      {kChoice, "**Answer:** **D)** 42", "D"},
      {kChoice, "The correct answer is option B because of A.", "B"},
      {kChoice, "So the answer is **E**.", "E"},
      {kChoice, "\\boxed{A}", "A"},
      {kChoice, "\\boxed{\\text{(C)}}", "C"},
      {kChoice, "\\boxed{\\textbf{(E)}\\ 12}", "E"},
      {kChoice, "#### D", "D"},
      {kChoice, "#### (A)", "A"},
      {kChoice, "I would choose option B", "B"},
      {kChoice, "A dog barks, so I think it is D", "D"},
      {kChoice, "A", "A"},
      {kChoice, "A)", "A"},
      {kChoice, "A.", "A"},
      {kChoice, "(A)", "A"},
      {kChoice, "B) 42", "B"},
      {kChoice, "Option (C) holds.", "C"},
      {kChoice, "It must be C.", "C"},
      {kChoice, "I can not say", kNothing},
      {kChoice, "A dog", kNothing},
      {kChoice, "Zebra", kNothing},
      {kChoice, "\uC815\uB2F5\uC740 B\uC785\uB2C8\uB2E4.", "B"},
      {kChoice, "\uC815\uB2F5: (D)", "D"},
      {kChoice, "Among A through E, the answer is (E)", "E"},
      {kChoice, "(A) is wrong. (B) is right.", "B"},
      {kChoice, "The answer is: A", "A"},
      {kChoice, "Final answer: choice c", "C"},
  });
}

TEST(ExtractYesNo, Forms) {
  CheckAll({
      {kYesNo, "Yes", "yes"},
      {kYesNo, "No.", "no"},
      {kYesNo, "yes, because no one knows", "yes"},
      {kYesNo, "The answer is no.", "no"},
      {kYesNo, "So the answer is **Yes**.", "yes"},
      {kYesNo, "#### Yes", "yes"},
      {kYesNo, "even; heads up. #### no", "no"},
      {kYesNo, "\\boxed{\\text{No}}", "no"},
      {kYesNo, "Answer: NO", "no"},
      {kYesNo, "He said so. Therefore yes", "yes"},
      {kYesNo, "Nobody knows", kNothing},
      {kYesNo, "True", "yes"},
      {kYesNo, "The answer is False.", "no"},
      {kYesNo, "It is true that cats exist and dogs too", kNothing},
      {kYesNo, "\uC608", "yes"},
      {kYesNo, "\uB124, \uB9DE\uC2B5\uB2C8\uB2E4.", "yes"},
      {kYesNo, "\uC544\uB2C8\uC694.", "no"},
      {kYesNo, "\uC544\uB2C8\uC624", "no"},
      {kYesNo, "\uC815\uB2F5: \uC544\uB2C8\uC694", "no"},
      {kYesNo, "\uC815\uB2F5\uC740 \uC608\uC785\uB2C8\uB2E4.", "yes"},
      {kYesNo, "\uC608\uB97C \uB4E4\uC5B4", kNothing},
      {kYesNo, "", kNothing},
  });
}

TEST(ExtractDate, Forms) {
  CheckAll({
      {kDate, "#### 05/03/2021", "05/03/2021"},
      {kDate, "#### 5/3/2021", "05/03/2021"},
      {kDate, "The answer is 2021-05-03.", "05/03/2021"},
      {kDate, "It was May 3, 2021.", "05/03/2021"},
      {kDate, "It was May 3rd, 2021.", "05/03/2021"},
      {kDate, "It was 3 May 2021.", "05/03/2021"},
      {kDate, "the 3rd of May, 2021", "05/03/2021"},
      {kDate, "Sept. 9, 1999", "09/09/1999"},
      {kDate, "2021\uB144 5\uC6D4 3\uC77C", "05/03/2021"},
      {kDate, "Today is 04/19/1969. 24 hours later is 04/20/1969.", "04/20/1969"},
      {kDate, "02/30/2021", kNothing},
      {kDate, "02/29/2020", "02/29/2020"},
      {kDate, "02/29/2021", kNothing},
      {kDate, "13/05/2021", kNothing},
      {kDate, "May 2021", kNothing},
      {kDate, "12345/12/2021", kNothing},
      {kDate, "\\boxed{01/02/2003}", "01/02/2003"},
      {kDate, "Answer: **12/31/1929**", "12/31/1929"},
  });
}

TEST(ExtractText, Forms) {
  CheckAll({
      {kText, "The answer is Paris.", "Paris"},
      {kText, "The answer is Paris. It is a city.", "Paris"},
      {kText, "Answer: **New York**", "New York"},
      {kText, "#### kn", "kn"},
      {kText, "\\boxed{\\text{Evelyn}}", "Evelyn"},
      {kText, "first line\n\nlast line.\n\n", "last line"},
      {kText, "one", "one"},
      {kText, "", kNothing},
      {kText, "\n \n", kNothing},
      {kText, "Answer: \"left\"", "left"},
      {kText, "\uC815\uB2F5: \uC11C\uC6B8", "\uC11C\uC6B8"},
      {kText, "The answer is:", "The answer is:"},
      {kText, "So the answer is apple banana cherry", "apple banana cherry"},
  });
}

TEST(ExtractCode, Forms) {
  CheckAll({
      {kCode, "Here:\n```python\nx = 1\n```\nDone.", "x = 1\n"},
      {kCode, "```python\na\n```\nthen\n```python\nb\n```", "b\n"},
      {kCode, "```\na\n```", "a\n"},
      {kCode, "~~~py\na\n~~~", "a\n"},
      {kCode, "````md\n```\n````", "```\n"},
      {kCode, "```python\na\n", "a\n"},
      {kCode, "```python\na\n```\n```python\nb", "a\n"},
      {kCode, "def f():\n  return 1", "def f():\n  return 1"},
      {kCode, "Sure.\nimport os\nos.x()", "import os\nos.x()"},
      {kCode, "from the start", kNothing},
      {kCode, "just words", kNothing},
      {kCode, "use `x` here", kNothing},
  });
}

TEST(ExtractAuto, Forms) {
  CheckAll({
      {kAuto, "#### 1,234", "1234"},
      {kAuto, "Thus \\boxed{\\frac{1}{2}}", "1/2"},
      {kAuto, "\\boxed{x^2+1}", "x^2+1"},
      {kAuto, "The answer is Paris.", "Paris"},
      {kAuto, "The answer is (B)", "(B)"},
      {kAuto, "The answer is $42.", "42"},
      {kAuto, "The answer is x = 5.", "5"},
      {kAuto, "I have 3 cats.", "3"},
      {kAuto, "Hello, how can I help?", kNothing},
      {kAuto, "", kNothing},
      {kAuto, "The answer is **18 dollars**.", "18"},
  });
}

TEST(HasAnswerMark, Forms) {
  for (std::string_view text : {"#### 5", "\\boxed{5}", "The answer is 5", "Final answer: 5",
                                "\uC815\uB2F5: 5", "\uB2F5\uC740 5"}) {
    EXPECT_TRUE(HasAnswerMark(text)) << text;
  }
  for (std::string_view text : {"5", "", "####", "#### Step 1:", "\\boxed{", "The answer is",
                                "he answered 5", "\uB300\uB2F5\uD588\uB2E4", "answer me"}) {
    EXPECT_FALSE(HasAnswerMark(text)) << text;
  }
}

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
