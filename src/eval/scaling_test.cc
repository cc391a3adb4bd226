// s1's figures are recomputed from the tables 11 to 13 of the paper (arXiv 2501.19393) and agree
// with those it publishes.
#include "eval/scaling.h"

#include <gtest/gtest.h>

namespace ponder {
namespace {

TEST(Scaling, AsInThePaper) {
  struct Row {
    const char* name;
    std::vector<ComputePoint> runs;
    double control, per_doubling, per_1k, performance;
  };
  const Row rows[] = {{"token-conditional",
                       {{7939, .267, 1024},
                        {7158, .300, 2048},
                        {8263, .333, 4096},
                        {7108, .333, 8192},
                        {7500, .400, 16384}},
                       .40,
                       -23.5,
                       -4.8,
                       .400},
                      {"token-conditional, forced",
                       {{1024, .033, 1024},
                        {2048, .300, 2048},
                        {4031, .333, 4096},
                        {5664, .333, 8192},
                        {6330, .400, 16384}},
                       1,
                       13.2,
                       6.7,
                       .400},
                      // Steps of 100 tokens; control counts the steps that were used.
                      {"step-conditional",
                       {{7252, .333}, {6277, .233}, {5396, .333}, {5552, .367}, {7551, .333}},
                       -1,
                       3.0,
                       0.6,
                       .367},
                      {"step-conditional, forced",
                       {{1517, .233}, {2963, .233}, {4636, .333}, {5409, .367}, {7551, .333}},
                       -1,
                       6.4,
                       2.5,
                       .367},
                      {"class-conditional", {{8033, .300}, {9651, .367}}, -1, 25.3, 4.1, .367}};
  for (const Row& row : rows) {
    const ScalingFigures figures = Scaling(row.runs);
    EXPECT_NEAR(figures.control.value_or(-1), row.control, 1e-9) << row.name;
    EXPECT_NEAR(figures.per_doubling.value(), row.per_doubling, 0.06) << row.name;
    EXPECT_NEAR(figures.per_1k.value(), row.per_1k, 0.06) << row.name;
    EXPECT_NEAR(figures.performance, row.performance, 1e-9) << row.name;
  }
}

TEST(Scaling, NeedsTwoDifferentRuns) {
  const std::vector<ComputePoint> runs{{500, .4}, {500, .5}};
  EXPECT_FALSE(Scaling(runs).per_doubling);
  EXPECT_FALSE(Scaling(runs).control);
  EXPECT_EQ(Scaling({}).runs, 0u);
}

TEST(Scaling, ControlAlsoFromBelow) {
  const std::vector<ComputePoint> runs{{500, .4, 600, 400}, {300, .5, {}, 400}};
  EXPECT_EQ(Scaling(runs).control, 0.5);
}

TEST(ParetoFront, KeepsWhatNothingBeats) {
  const std::vector<Priced> points{{10, .5}, {5, .4}, {20, .5}, {30, .8}, {30, .7}, {5, .4}};
  EXPECT_EQ(ParetoFront(points), (std::vector<size_t>{1, 0, 3}));
  EXPECT_TRUE(ParetoFront({}).empty());
}

TEST(CheapestReaching, ByIntervalNotByPoint) {
  const std::vector<Priced> points{
      {10, .60, {.40, .78}}, {20, .70, {.55, .82}}, {40, .75, {.66, .82}}, {90, .90, {.80, .95}}};
  EXPECT_EQ(CheapestReaching(points, .65).surely, 2u);
  EXPECT_EQ(CheapestReaching(points, .65).perhaps, 0u);
  EXPECT_EQ(CheapestReaching(points, .9).surely, std::nullopt);
  EXPECT_EQ(CheapestReaching(points, .9).perhaps, 3u);
  EXPECT_EQ(CheapestReaching(points, .99).perhaps, std::nullopt);
}

}  // namespace
}  // namespace ponder
