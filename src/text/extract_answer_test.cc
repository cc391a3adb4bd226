// A table of realistic replies, and the short answers in them.
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

}  // namespace
}  // namespace ponder
