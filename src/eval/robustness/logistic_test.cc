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
