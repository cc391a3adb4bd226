#include "method/thought_values.h"

#include <gtest/gtest.h>

namespace ponder {
namespace {

TEST(ThoughtValues, TheLastVerdictCounts) {
  EXPECT_EQ(ReadVerdict("sure"), kSure);
  EXPECT_EQ(ReadVerdict("6 and 4 make 24: it is likely, even **SURE**."), kSure);
  EXPECT_EQ(ReadVerdict("I was sure of it.\nImpossible"), kImpossible);
  EXPECT_EQ(ReadVerdict("It looks likely but I am not sure."), kLikely);
  EXPECT_EQ(ReadVerdict("\uD655\uC2E4\uD558\uC9C0 \uC54A\uC74C. \uBD88\uAC00\uB2A5"), kImpossible);
  EXPECT_EQ(ReadVerdict("\uC544\uB9C8"), kLikely);
  for (const char* nothing : {"", "unlikely", "surely", "measure", "not sure", "\xFF\xFE"}) {
    EXPECT_EQ(ReadVerdict(nothing), std::nullopt) << nothing;
  }
}

TEST(ThoughtValues, AMeanOfImpossibleVerdictsIsImpossible) {
  for (int verdicts = 1; verdicts <= 64; ++verdicts) {
    double sum = 0;
    for (int i = 0; i < verdicts; ++i) sum += kImpossible;
    EXPECT_TRUE(AllImpossible(sum / verdicts)) << verdicts;
    EXPECT_FALSE(AllImpossible((sum - kImpossible + kLikely) / verdicts)) << verdicts;
  }
}

TEST(ThoughtValues, AVoteIsANumberBehindItsMark) {
  EXPECT_EQ(ReadVote("Best: 2", 3), 2u);
  EXPECT_EQ(ReadVote("2 is good, 1 is bad.\nBest: 3.", 3), 3u);
  EXPECT_EQ(ReadVote("\uCD5C\uC120: 1", 3), 1u);
  EXPECT_EQ(ReadVote("The second, so 2", 3), 2u);
  EXPECT_EQ(ReadVote("Best: 7", 3), std::nullopt);
  EXPECT_EQ(ReadVote("none of them", 3), std::nullopt);
}

}  // namespace
}  // namespace ponder
