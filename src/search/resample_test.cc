#include "search/resample.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ponder {
namespace {

TEST(Resample, EqualWeightsDrawEveryoneOnce) {
  const std::vector<double> equal(8, 0.125);
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto drawn = Resample(equal, 8, Resampling::kSystematic, RandomStream(seed));
    EXPECT_EQ(drawn, (std::vector<size_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  }
}

TEST(Resample, BothWaysDrawByWeight) {
  const std::vector<double> weights{0.5, 0.05, 0.15, 0.3};
  for (const Resampling how : {Resampling::kSystematic, Resampling::kMultinomial}) {
    std::vector<double> share(4, 0);
    constexpr int kRounds = 4000;
    for (uint64_t seed = 0; seed < kRounds; ++seed) {
      for (const size_t i : Resample(weights, 4, how, RandomStream(seed))) {
        share[i] += 0.25 / kRounds;
      }
    }
    for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(share[i], weights[i], 0.015);
  }
}

TEST(Resample, SystematicIsWithinOneOfTheExpectedCount) {
  const std::vector<double> weights{0.41, 0.33, 0.26};
  for (uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<int> count(3, 0);
    for (const size_t i : Resample(weights, 10, Resampling::kSystematic, RandomStream(seed))) {
      ++count[i];
    }
    for (size_t i = 0; i < 3; ++i) EXPECT_LT(std::abs(count[i] - 10 * weights[i]), 1);
  }
}

TEST(Softmax, StandsInfinityAndWhatIsNoNumber) {
  const double nan = std::nan("");
  const auto weights = Softmax(std::vector<double>{0, -INFINITY, nan, std::log(3)});
  EXPECT_NEAR(weights[0], 0.25, 1e-12);
  EXPECT_EQ(weights[1], 0);
  EXPECT_EQ(weights[2], 0);
  const auto none = Softmax(std::vector<double>{-INFINITY, nan});
  EXPECT_DOUBLE_EQ(none[0], 0.5);
  const auto cold = Softmax(std::vector<double>{0, 1}, 0.1);
  EXPECT_NEAR(cold[1], 1 / (1 + std::exp(-10)), 1e-12);
}

TEST(Draw, HappensWhenFewCount) {
  const std::vector<double> even{0.25, 0.25, 0.25, 0.25};
  const std::vector<double> two{0.5, 0.5, 0, 0};  // effective size 2
  EXPECT_FALSE(TooFewCount(even, 0.99));
  EXPECT_TRUE(TooFewCount(even, 1));  // always
  EXPECT_FALSE(TooFewCount(two, 0.5));
  EXPECT_TRUE(TooFewCount(two, 0.51));
  EXPECT_FALSE(TooFewCount(two, 0));  // never
}

TEST(Warmth, RulesByHand) {
  const std::vector<double> one{1, 0, 0, 0};      // effective size 1, entropy 0
  const std::vector<double> two{0.5, 0.5, 0, 0};  // 2, and half of the entropy
  const auto at = [](Warmth rule, const std::vector<double>& weights, double t) {
    return WarmedTemperature(rule, 0.5, weights, t);
  };
  EXPECT_DOUBLE_EQ(at(Warmth::kConstant, one, 0.3), 0.5);
  EXPECT_DOUBLE_EQ(at(Warmth::kEss, one, 0.25), 0.5 * 4 * 0.75);
  EXPECT_DOUBLE_EQ(at(Warmth::kEss, two, 0.25), 0.5);  // half is enough
  EXPECT_DOUBLE_EQ(at(Warmth::kEss, one, 0.5), 0.5);   // late
  EXPECT_DOUBLE_EQ(at(Warmth::kEntropy, two, 0), 0.5 / 0.5);
  EXPECT_DOUBLE_EQ(at(Warmth::kEntropy, two, 0.5), 0.5 / 0.75);
  EXPECT_DOUBLE_EQ(at(Warmth::kEntropy, one, 1), 0.5);
  EXPECT_DOUBLE_EQ(at(Warmth::kEntropy, one, 0), 500);  // not without bound
  EXPECT_DOUBLE_EQ(at(Warmth::kAnneal, one, 0.5), 0.75);
  EXPECT_DOUBLE_EQ(at(Warmth::kAnneal, one, 1), 1);
}

TEST(Softmax, EffectiveSizeAndEntropyCountWhoMatters) {
  EXPECT_DOUBLE_EQ(EffectiveSize(std::vector<double>{0.25, 0.25, 0.25, 0.25}), 4);
  EXPECT_DOUBLE_EQ(EffectiveSize(std::vector<double>{1, 0, 0}), 1);
  EXPECT_DOUBLE_EQ(RelativeEntropy(std::vector<double>{0.5, 0.5}), 1);
  EXPECT_DOUBLE_EQ(RelativeEntropy(std::vector<double>{1, 0}), 0);
}

}  // namespace
}  // namespace ponder
