#include "eval/robustness/logistic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ponder {
namespace {

TEST(LogisticTest, NothingToFit) {
  EXPECT_FALSE(FitLogistic({}));
  EXPECT_FALSE(FitLogistic(std::vector<LogisticPoint>{{5, 3, 10}}));
  EXPECT_FALSE(FitLogistic(std::vector<LogisticPoint>{{5, 3, 10}, {5, 1, 4}}));
  EXPECT_FALSE(FitLogistic(std::vector<LogisticPoint>{{5, 3, 10}, {7, 0, 0}}));
}

// Tabulated by another program: the penalised likelihood of single trials, maximised and profiled
// without derivatives (SciPy 1.17). The package firthmodels 0.8.2 gives the same estimates and
// intervals to seven digits, but for the fourth, which it refuses for want of a success.
struct Tabulated {
  std::vector<LogisticPoint> points;
  double intercept, slope, low, high;
};

TEST(LogisticTest, AgreesWithTabulatedFits) {
  const std::vector<Tabulated> all = {
      {{{4, 18, 20}, {5, 14, 20}, {6, 9, 20}, {7, 4, 20}, {8, 1, 20}},
       6.7324196171,
       -1.1647145731,
       -1.6469036983,
       -0.7639364989},
      {{{4, 6, 12}, {5.5, 5, 12}, {7, 7, 12}},
       -0.572619622,
       0.1041126593,
       -0.4145967492,
       0.6337115521},
      // Success at two places, failure at two others: ordinary maximum likelihood has no end.
      {{{3, 10, 10}, {5, 10, 10}, {7, 0, 10}, {9, 0, 10}},
       18.1443897106,
       -3.0240649526,
       -5.9193429966,
       -1.4647156183},
      {{{3, 0, 8}, {5, 0, 8}, {8, 0, 8}}, -3.5849089872, 0.0666757058, -1.8717651741, 1.5596036938},
      {{{5, 3, 4}, {9.25, 1, 6}}, 3.372687034, -0.5050778385, -1.2159277165, 0.071312247}};
  for (const Tabulated& each : all) {
    const auto fit = FitLogistic(each.points);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->intercept, each.intercept, 1e-5);
    EXPECT_NEAR(fit->slope, each.slope, 1e-6);
    EXPECT_NEAR(fit->slope_interval.low, each.low, 1e-6);
    EXPECT_NEAR(fit->slope_interval.high, each.high, 1e-6);
  }
}

// Two places: the fit goes through both, with a half added to successes and failures.
TEST(LogisticTest, TwoPlacesAreMetExactly) {
  const auto fit = FitLogistic(std::vector<LogisticPoint>{{4, 15, 20}, {6, 3, 20}});
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->ShareAt(4), 15.5 / 21, 1e-9);
  EXPECT_NEAR(fit->ShareAt(6), 3.5 / 21, 1e-9);
  EXPECT_NEAR(fit->ShareAt(fit->WhereShareIs(0.05)), 0.05, 1e-12);
}

// Where x is measured from, and in what unit, changes nothing but the unit; nor does it matter who
// is called a success.
TEST(LogisticTest, UnitsAndSidesDoNotMatter) {
  const std::vector<LogisticPoint> points{{4, 18, 20}, {5, 14, 20}, {6, 9, 20}, {8, 1, 20}};
  std::vector<LogisticPoint> moved;
  std::vector<LogisticPoint> turned;
  for (const LogisticPoint& p : points) {
    moved.push_back({1000 + 10 * p.x, p.successes, p.trials});
    turned.push_back({p.x, p.trials - p.successes, p.trials});
  }
  const auto fit = FitLogistic(points);
  const auto other = FitLogistic(moved);
  const auto mirrored = FitLogistic(turned);
  ASSERT_TRUE(fit && other && mirrored);
  EXPECT_NEAR(other->slope, fit->slope / 10, 1e-8);
  EXPECT_NEAR(other->slope_interval.low, fit->slope_interval.low / 10, 1e-6);
  EXPECT_NEAR(mirrored->slope, -fit->slope, 1e-8);
  EXPECT_NEAR(mirrored->slope_interval.low, -fit->slope_interval.high, 1e-6);
}

}  // namespace
}  // namespace ponder
