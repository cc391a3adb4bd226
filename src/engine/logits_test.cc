#include "engine/logits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ponder/random.h"

namespace ponder {
namespace {

std::vector<float> RandomLogits(uint64_t seed, size_t size) {
  std::vector<float> logits;
  const RandomStream random(seed);
  for (size_t i = 0; i < size; ++i) {
    logits.push_back(static_cast<float>(random.Uniform(i) * 40 - 20));
  }
  return logits;
}

TEST(Logits, ArgMaxTakesTheLowestIdOfEquals) {
  const std::vector<float> logits{1, 3, 3, 2};
  EXPECT_EQ(ArgMax(logits), 1);
}

TEST(Logits, LogSumExpAgreesWithTheDefinition) {
  for (size_t size : {1u, 2u, 15u, 16u, 17u, 1023u, 1024u, 1025u, 5000u}) {
    const std::vector<float> logits = RandomLogits(size, size);
    double sum = 0;
    for (float x : logits) sum += std::exp(static_cast<double>(x));
    EXPECT_NEAR(LogSumExp(logits), std::log(sum), 2e-6 * std::fabs(std::log(sum)) + 2e-6) << size;
  }
}

TEST(Logits, LogSumExpIgnoresForbiddenTokens) {
  const float none = -std::numeric_limits<float>::infinity();
  EXPECT_NEAR(LogSumExp(std::vector<float>{none, 2, none, 2}), 2 + std::log(2.0), 1e-6);
  EXPECT_EQ(LogSumExp(std::vector<float>{none, none}), none);
}

TEST(Logits, KlFromUniformIsZeroForAGuessAndGrowsWithCertainty) {
  const std::vector<float> guess(100, 0.5f);
  EXPECT_NEAR(KlFromUniform(guess, LogSumExp(guess)), 0, 1e-5);
  const std::vector<float> logits = RandomLogits(3, 3000);
  const double total = LogSumExp(logits);
  double kl = 0;
  for (float x : logits) kl += (-std::log(3000.0) - (x - total)) / 3000;
  EXPECT_NEAR(KlFromUniform(logits, static_cast<float>(total)), kl, 1e-3);
}

TEST(Logits, TopAlternativesAreSortedAndNormalised) {
  const std::vector<float> logits{0, 2, 1, 2};
  const auto top = TopAlternatives(logits, LogSumExp(logits), 3);
  ASSERT_EQ(top.size(), 3u);
  EXPECT_EQ(top[0].token, 1);
  EXPECT_EQ(top[1].token, 3);
  EXPECT_EQ(top[2].token, 2);
  const auto all = TopAlternatives(logits, LogSumExp(logits), 10);
  ASSERT_EQ(all.size(), 4u);
  double sum = 0;
  for (const TokenAlternative& entry : all) sum += std::exp(entry.logprob);
  EXPECT_NEAR(sum, 1, 1e-5);
}

}  // namespace
}  // namespace ponder
