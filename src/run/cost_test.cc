#include "run/cost.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/fake/toy.h"
#include "run/energy.h"
#include "run/speed.h"

namespace ponder {
namespace {

TEST(Cost, TrainingIsSixFlopsAWeightAndToken) {
  EXPECT_DOUBLE_EQ(TrainingFlops(1e9, 2e10), 1.2e20);
}

// M = 14 and the R of Snell et al. 2024, by hand: 14 + 39 / R.
TEST(Cost, ALargerModelBuysTheSmallerOneMoreTokens) {
  EXPECT_NEAR(AllowedMultiple(14, 0.16), 257.75, 1e-9);
  EXPECT_NEAR(AllowedMultiple(14, 0.79), 14 + 49.36708861, 1e-6);
  EXPECT_NEAR(AllowedMultiple(14, 22), 15.77272727, 1e-6);
  EXPECT_DOUBLE_EQ(AllowedMultiple(1, 0.5), 1);  // of one size: token for token
}

TEST(Cost, BreakEvenIsWhereTheMultipleIsJustAllowed) {
  EXPECT_DOUBLE_EQ(BreakEvenUse(3, 12), 2.0 / 3);  // 3 x 2 / (12 - 3)
  EXPECT_NEAR(AllowedMultiple(3, BreakEvenUse(3, 12)), 12, 1e-12);
  EXPECT_TRUE(std::isinf(BreakEvenUse(3, 3)));
  EXPECT_TRUE(std::isinf(BreakEvenUse(3, 2)));
}

TEST(Cost, LinesCross) {
  EXPECT_DOUBLE_EQ(CheaperUpTo({0, 3}, {600, 1}), 300);
  EXPECT_DOUBLE_EQ(CheaperUpTo({100, 3}, {600, 1}), 250);
  EXPECT_TRUE(std::isinf(CheaperUpTo({0, 1}, {600, 3})));
  EXPECT_TRUE(std::isinf(CheaperUpTo({0, 1}, {0, 1})));
  EXPECT_DOUBLE_EQ(CheaperUpTo({5, 2}, {5, 1}), 0);
}

TEST(Cost, MixesNeighboursInCost) {
  const std::vector<double> costs{8, 2, 4};
  const std::vector<double> accuracies{0.9, 0.3, 0.5};
  EXPECT_FALSE(MixAt(costs, 1.9));
  EXPECT_DOUBLE_EQ(MixAt(costs, 2)->Of(accuracies), 0.3);
  EXPECT_DOUBLE_EQ(MixAt(costs, 3)->Of(accuracies), 0.4);
  EXPECT_DOUBLE_EQ(MixAt(costs, 5)->Of(accuracies), 0.6);  // a quarter of the way from 4 to 8
  EXPECT_DOUBLE_EQ(MixAt(costs, 5)->share, 0.25);
  EXPECT_DOUBLE_EQ(MixAt(costs, 8)->Of(accuracies), 0.9);
  EXPECT_DOUBLE_EQ(MixAt(costs, 100)->Of(accuracies), 0.9);
  EXPECT_FALSE(MixAt({}, 1));
}

class Energy : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "ponder_energy_test";
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& zone, const std::string& file, const std::string& text) {
    std::filesystem::create_directories(folder_ / zone);
    std::ofstream(folder_ / zone / file) << text << "\n";
  }
  void Zone(const std::string& zone, const std::string& name, const std::string& microjoules) {
    Write(zone, "name", name);
    Write(zone, "energy_uj", microjoules);
    Write(zone, "max_energy_range_uj", "10000000");
  }

  std::filesystem::path folder_;
};

TEST_F(Energy, AddsPackagesAndGoesOnWhereACounterBeginsAnew) {
  Zone("intel-rapl:0", "package-0", "1000000");
  Zone("intel-rapl:1", "package-1", "9000000");
  Zone("intel-rapl:0:0", "core", "500000");  // a part of its package
  Zone("intel-rapl:2", "psys", "500000");
  EnergyMeter meter(folder_);
  ASSERT_TRUE(meter.Tells());
  EXPECT_DOUBLE_EQ(*meter.Joules(), 0);
  Write("intel-rapl:0", "energy_uj", "3500000");  // 2.5 J
  Write("intel-rapl:1", "energy_uj", "1000000");  // 9 to 10, and 1 more: 2 J
  Write("intel-rapl:0:0", "energy_uj", "900000");
  EXPECT_DOUBLE_EQ(*meter.Joules(), 4.5);
  Write("intel-rapl:0", "energy_uj", "4000000");
  EXPECT_DOUBLE_EQ(*meter.Joules(), 5);
}

TEST_F(Energy, IsNotToldWhereThereIsNoCounter) {
  EXPECT_FALSE(EnergyMeter(folder_).Tells());
  Write("intel-rapl:0", "name", "package-0");  // and no counter that may be read
  EnergyMeter meter(folder_);
  EXPECT_FALSE(meter.Tells());
  EXPECT_FALSE(meter.Joules());
}

TEST(MeasureSpeed, MeasuresReadingAndEveryWidth) {
  const auto engine = MakeToyEngine(1);
  const SpeedPlan plan{
      .prompt_tokens = 100, .generated_tokens = 10, .widths = {1, 3}, .repeats = 2};
  const std::vector<Speed> speeds = MeasureSpeed(*engine, plan);
  ASSERT_EQ(speeds.size(), 3u);
  EXPECT_TRUE(speeds[0].reading);
  EXPECT_GE(speeds[0].tokens, 100);
  EXPECT_EQ(speeds[1].sequences, 1);
  EXPECT_EQ(speeds[2].sequences, 3);
  // Each sequence passes all its tokens but the last through the model.
  EXPECT_GE(speeds[2].tokens, 3 * 9);
  EXPECT_LE(speeds[2].tokens, 3 * 10);
  for (const Speed& speed : speeds) {
    EXPECT_GT(speed.seconds, 0);
    EXPECT_NEAR(speed.flops, 2000.0 * static_cast<double>(speed.tokens), 1e-6);  // 1000 weights
  }
}

TEST(MeasureSpeed, StopsWhenAsked) {
  const auto engine = MakeToyEngine(1);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(MeasureSpeed(*engine, {}, stop.get_token()).empty());
}

}  // namespace
}  // namespace ponder
