// Tabulated values: exact fractions of the binomial distribution in Python, checked with
// statsmodels' mcnemar(exact=True).
#include "eval/paired.h"

#include <gtest/gtest.h>

#include "ponder/random.h"

namespace ponder {
namespace {

TEST(McNemar, AsTabulated) {
  struct Row {
    int64_t first, second;
    double exact, mid;
  };
  for (const Row& row :
       {Row{0, 0, 1, 1}, Row{5, 0, 0.0625, 0.03125}, Row{0, 6, 0.03125, 0.015625},
        Row{10, 3, 0.09228515625, 0.057373046875}, Row{5, 15, 0.041389465332, 0.0266036987305},
        Row{8, 8, 1, 0.901809692383}, Row{59, 6, 4.96465032713e-12, 2.72580319861e-12},
        Row{2, 1, 1, 0.625}, Row{120, 90, 0.0451140878648, 0.0386433487822}}) {
    const McNemar p = McNemarTest(row.first, row.second);
    EXPECT_NEAR(p.exact, row.exact, 1e-9 * row.exact + 1e-20) << row.first << " " << row.second;
    EXPECT_NEAR(p.mid, row.mid, 1e-9 * row.mid + 1e-20) << row.first << " " << row.second;
  }
}

TEST(Compare, CountsOnlyWhatBothAnswered) {
  const PairedComparison found =
      Compare({1.0, 0.0, std::nullopt, 1.0, 0.5}, {0.0, 1.0, 1.0, std::nullopt, 0.25});
  EXPECT_EQ(found.questions, 3);
  EXPECT_EQ(found.better, 2);
  EXPECT_EQ(found.worse, 1);
  EXPECT_NEAR(found.difference, 0.25 / 3, 1e-12);
  EXPECT_EQ(found.Found(), Finding::kNoDifference);
}

TEST(Compare, NothingInCommonIsNoDifference) {
  const PairedComparison found = Compare({std::nullopt}, {1.0});
  EXPECT_EQ(found.questions, 0);
  EXPECT_EQ(found.Found(), Finding::kNoDifference);
}

// Four of four better: the bootstrap alone would be sure.
TEST(Compare, FewQuestionsAreNotEnough) {
  const PairedComparison found = Compare({1.0, 1.0, 1.0, 1.0}, {0.0, 0.0, 0.0, 0.0});
  EXPECT_EQ(found.interval.low, 1);
  EXPECT_EQ(found.Found(), Finding::kNoDifference);
}

TEST(Compare, SeesLargeDifferencesBothWays) {
  std::vector<std::optional<double>> good(40, 1.0);
  std::vector<std::optional<double>> bad(40, 1.0);
  for (size_t i = 0; i < 15; ++i) bad[i] = 0.0;
  EXPECT_EQ(Compare(good, bad).Found(), Finding::kBetter);
  EXPECT_EQ(Compare(bad, good).Found(), Finding::kWorse);
}

// Two methods that are alike: how often a difference is claimed.
TEST(Compare, ClaimsADifferenceByChanceRarely) {
  constexpr int kStudies = 600;
  for (size_t questions : {10u, 25u, 100u}) {
    int claimed = 0;
    for (int study = 0; study < kStudies; ++study) {
      const RandomStream random = RandomStream(11).Child(static_cast<uint64_t>(study));
      std::vector<std::optional<double>> first, second;
      for (size_t i = 0; i < questions; ++i) {
        first.push_back(random.Uniform(2 * i) < 0.6);
        second.push_back(random.Uniform(2 * i + 1) < 0.6);
      }
      claimed += Compare(first, second).Found() != Finding::kNoDifference;
    }
    EXPECT_LT(claimed, kStudies * 0.07) << questions;
  }
}

}  // namespace
}  // namespace ponder
