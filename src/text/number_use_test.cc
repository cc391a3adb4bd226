#include "text/number_use.h"

#include <gtest/gtest.h>

namespace ponder {
namespace {

constexpr char kQuestion[] =
    "A shop has 12 boxes of 8 pens. It sells 35 pens for $1,000. What is left?";

NumberUse UseOf(std::string_view text, std::string_view question = kQuestion) {
  const size_t end = text.size();
  return FollowNumbers(question, text, std::span(&end, 1)).front();
}

TEST(NumberUse, CountsWhatIsUsedAndWhatComesFromNowhere) {
  const NumberUse use = UseOf("12 x 8 = 96. 96 - 35 = 61 pens are left, not 62.");
  EXPECT_EQ(use.asked, 4);
  EXPECT_EQ(use.used, 3);   // not the 1,000
  EXPECT_EQ(use.said, 6);   // 12, 8, 96, 35, 61, 62
  EXPECT_EQ(use.fresh, 1);  // 62
  EXPECT_TRUE(use.whole);
  EXPECT_FALSE(use.is_result);
  EXPECT_FALSE(use.is_asked);
}

TEST(NumberUse, EqualNumbersAreOne) {
  const NumberUse use = UseOf("1000.0 dollars; 1000 again");
  EXPECT_EQ(use.used, 1);
  EXPECT_EQ(use.said, 1);
  EXPECT_TRUE(use.is_asked);
  EXPECT_EQ(UseOf("It is 7 \u00d7 1 and 2 of 100.").fresh, 1);
}

TEST(NumberUse, ADivisionHasTwoNumbers) {
  for (const char* text : {"1000 / 8 = 125", "1000/8 = 125", "1000 \u00f7 8 = 125"}) {
    const NumberUse use = UseOf(text);
    EXPECT_EQ(use.used, 2) << text;
    EXPECT_EQ(use.said, 3) << text;
    EXPECT_EQ(use.fresh, 0) << text;
    EXPECT_TRUE(use.is_latest) << text;
  }
}

TEST(NumberUse, AResultIsKnownFromThenOn) {
  EXPECT_EQ(UseOf("96 pens. 12 x 8 = 96.").fresh, 1);
  const NumberUse use = UseOf("12 x 8 = 96\nSo 35 - 7 = $28, and 96 it is.");
  EXPECT_EQ(use.fresh, 1);  // 7
  EXPECT_TRUE(use.is_result);
  EXPECT_FALSE(use.is_latest);
  EXPECT_TRUE(UseOf("\\[ 8 + 35 = \\$43 \\]").is_latest);
}

TEST(NumberUse, WhatIsReckonedOnWithIsNoResult) {
  EXPECT_EQ(UseOf("total = 4 x 18 = 72").fresh, 2);  // 4 and 18
  EXPECT_FALSE(UseOf("so it is >= 5").is_result);
  EXPECT_FALSE(UseOf("so it is != 5").is_result);
}

TEST(NumberUse, MarksOfAListAreNoNumbers) {
  EXPECT_EQ(UseOf("1. Take 12.\n 4. Then\n5) and 8.").said, 2);
  EXPECT_EQ(UseOf("It is 4. Or 5) 8").said, 3);
}

TEST(NumberUse, UpToEachEndAsIfTheRestWereNotThere) {
  const std::string text = "12 x 8 = 96\n96 - 35 = 61.5";
  const std::vector<size_t> ends = {2, 8, 10, 11, text.size() - 1, text.size()};
  const std::vector<NumberUse> uses = FollowNumbers(kQuestion, text, ends);
  ASSERT_EQ(uses.size(), ends.size());
  EXPECT_EQ(uses[0].used, 1);
  EXPECT_EQ(uses[1].used, 2);
  EXPECT_EQ(uses[2].said, 2);  // in the middle of 96
  EXPECT_TRUE(uses[3].is_latest);
  EXPECT_EQ(uses[4].used, 3);
  EXPECT_TRUE(uses[4].is_asked);  // 35: 61.5 is not over
  EXPECT_FALSE(uses[5].whole);
  EXPECT_TRUE(uses[5].is_latest);
  EXPECT_EQ(uses[5].fresh, 0);
}

TEST(NumberUse, NothingSaidNothingAsked) {
  const NumberUse use = UseOf("none", "Why?");
  EXPECT_EQ(use.asked, 0);
  EXPECT_EQ(use.said, 0);
  EXPECT_FALSE(use.whole);
}

}  // namespace
}  // namespace ponder
