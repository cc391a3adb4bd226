#include "engine/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "ponder/random.h"

namespace ponder {
namespace {

// All filters off.
Sampling Open() {
  Sampling sampling;
  sampling.temperature = 1;
  sampling.top_k = 0;
  sampling.top_p = 1;
  sampling.min_p = 0;
  return sampling;
}

std::vector<float> LogsOf(const std::vector<double>& probabilities) {
  std::vector<float> logits;
  for (double p : probabilities) logits.push_back(static_cast<float>(std::log(p)));
  return logits;
}

std::set<Token> Kept(const std::vector<float>& logits, const Sampling& sampling) {
  std::vector<WeightedToken> tokens;
  FilterTokens(logits, sampling, tokens);
  std::set<Token> kept;
  for (const WeightedToken& token : tokens) kept.insert(token.token);
  return kept;
}

TEST(Sampler, WithoutFiltersKeepsTheDistribution) {
  const std::vector<float> logits = LogsOf({0.1, 0.4, 0.2, 0.3});
  std::vector<WeightedToken> tokens;
  FilterTokens(logits, Open(), tokens);
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokens[0].token, 1);
  EXPECT_NEAR(tokens[0].probability, 0.4, 1e-6);
  EXPECT_EQ(tokens[3].token, 0);
  EXPECT_NEAR(tokens[3].probability, 0.1, 1e-6);
}

TEST(Sampler, TopKKeepsTheBestAndBreaksTiesByTheLowerId) {
  Sampling sampling = Open();
  sampling.top_k = 2;
  EXPECT_EQ(Kept(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling), (std::set<Token>{1, 3}));
  EXPECT_EQ(Kept({1, 1, 1, 1}, sampling), (std::set<Token>{0, 1}));
  sampling.top_k = 100;
  EXPECT_EQ(Kept(LogsOf({0.5, 0.5}), sampling).size(), 2u);
}

TEST(Sampler, TopPKeepsTheSmallestSetThatHoldsTheMass) {
  Sampling sampling = Open();
  sampling.top_p = 0.65;
  EXPECT_EQ(Kept(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling), (std::set<Token>{1, 3}));
  sampling.top_p = 0.75;
  EXPECT_EQ(Kept(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling), (std::set<Token>{1, 2, 3}));
  sampling.top_p = 0.01;
  EXPECT_EQ(Kept(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling), (std::set<Token>{1}));
}

TEST(Sampler, MinPIsRelativeToTheBest) {
  Sampling sampling = Open();
  sampling.min_p = 0.45;
  EXPECT_EQ(Kept(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling), (std::set<Token>{1, 2, 3}));
  sampling.min_p = 1;
  EXPECT_EQ(Kept(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling), (std::set<Token>{1}));
}

TEST(Sampler, TypicalKeepsWhatIsAsSurprisingAsExpected) {
  Sampling sampling = Open();
  sampling.typical_p = 0.3;
  // Entropy 1.28 nats; 0.3 (1.20) is nearest to it, then 0.2 (1.61), then 0.4 (0.92).
  EXPECT_EQ(Kept(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling), (std::set<Token>{3}));
}

TEST(Sampler, ForbiddenTokensAreNeverTaken) {
  const float none = -std::numeric_limits<float>::infinity();
  std::vector<WeightedToken> scratch;
  for (double u : {0.0, 0.3, 0.9999999}) {
    EXPECT_EQ(SampleToken(std::vector<float>{none, 1, none}, Open(), u, scratch), 1);
  }
}

TEST(Sampler, FrequenciesFollowTheProbabilities) {
  const std::vector<float> logits = LogsOf({0.1, 0.4, 0.2, 0.3});
  std::vector<int> counts(4);
  std::vector<WeightedToken> scratch;
  const RandomStream random(5);
  for (uint64_t i = 0; i < 20000; ++i) {
    ++counts[SampleToken(logits, Open(), random.Uniform(i), scratch)];
  }
  EXPECT_NEAR(counts[0], 2000, 200);
  EXPECT_NEAR(counts[1], 8000, 350);
}

TEST(Sampler, TemperatureZeroIsGreedyAndLowOnesAreNearlySo) {
  std::vector<WeightedToken> scratch;
  Sampling sampling = Open();
  sampling.temperature = 0;
  EXPECT_EQ(SampleToken(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling, 0.999, scratch), 1);
  sampling.temperature = 0.01;
  EXPECT_EQ(SampleToken(LogsOf({0.1, 0.4, 0.2, 0.3}), sampling, 0.999, scratch), 1);
}

TEST(Sampler, PenaltiesLowerWhatWasSaid) {
  Sampling sampling;
  sampling.repetition_penalty = 2;
  sampling.frequency_penalty = 0.5;
  sampling.presence_penalty = 0.25;
  std::vector<float> logits{4, -4, 1};
  ApplyPenalties(logits, sampling, std::vector<Token>{0, 0, 1, 77});
  EXPECT_FLOAT_EQ(logits[0], 4 / 2.0f - 2 * 0.5f - 0.25f);
  EXPECT_FLOAT_EQ(logits[1], -4 * 2.0f - 0.5f - 0.25f);
  EXPECT_FLOAT_EQ(logits[2], 1);
}

TEST(Sampler, RefusesWhatIsOutOfRangeByName) {
  Sampling sampling;
  sampling.top_p = 0;
  try {
    sampling.Validate();
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("top_p"), std::string::npos);
  }
}

}  // namespace
}  // namespace ponder
