// Tabulated values: Wilson from its formula with Python's statistics.NormalDist and checked with
// statsmodels' proportion_confint(method="wilson"); Student's points from scipy.stats.t.ppf(0.975).
#include "eval/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ponder/random.h"

namespace ponder {
namespace {

// A roughly normal number: the sum of twelve uniform ones.
double Normal(const RandomStream& random, uint64_t n) {
  double sum = -6;
  for (uint64_t i = 0; i < 12; ++i) sum += random.Uniform(12 * n + i);
  return sum;
}

TEST(Wilson, AsTabulated) {
  struct Row {
    int64_t right, total;
    double low, high;
  };
  for (const Row& row :
       {Row{0, 10, 0, 0.2775327999}, Row{1, 10, 0.0178762131, 0.4041500268},
        Row{5, 10, 0.2365930905, 0.7634069095}, Row{10, 10, 0.7224672001, 1},
        Row{12, 20, 0.3865815008, 0.7811934676}, Row{81, 100, 0.7222115462, 0.8748524849},
        Row{500, 1319, 0.3532795983, 0.4055728342}, Row{3, 1000, 0.0010207839, 0.0087830141}}) {
    const Interval interval = WilsonInterval(row.right, row.total);
    EXPECT_NEAR(interval.low, row.low, 1e-9) << row.right << "/" << row.total;
    EXPECT_NEAR(interval.high, row.high, 1e-9) << row.right << "/" << row.total;
  }
}

TEST(Wilson, NothingSeenSaysNothing) {
  EXPECT_EQ(WilsonInterval(0, 0).low, 0);
  EXPECT_EQ(WilsonInterval(0, 0).high, 1);
}

TEST(Student, AsTabulated) {
  EXPECT_NEAR(StudentPoint(1), 12.706204736, 1e-7);
  EXPECT_NEAR(StudentPoint(2), 4.302652730, 1e-8);
  EXPECT_NEAR(StudentPoint(3), 3.182446305, 1e-8);
  EXPECT_NEAR(StudentPoint(9), 2.262157163, 1e-8);
  EXPECT_NEAR(StudentPoint(10), 2.228138852, 1e-8);
  EXPECT_NEAR(StudentPoint(30), 2.042272456, 1e-8);
  EXPECT_NEAR(StudentPoint(99), 1.984216952, 1e-8);
  EXPECT_NEAR(StudentPoint(1000), 1.962339081, 1e-8);
  EXPECT_TRUE(std::isinf(StudentPoint(0)));
}

TEST(MeanInterval, OfFewValues) {
  // scipy.stats.t.interval(0.95, 4, loc=mean, scale=sem) of these five.
  const Interval interval = MeanInterval({1, 2, 3, 4, 10});
  EXPECT_NEAR(interval.low, -0.3899451654, 1e-9);
  EXPECT_NEAR(interval.high, 8.3899451654, 1e-9);
  EXPECT_EQ(MeanInterval({7}).low, 7);
  EXPECT_EQ(MeanInterval({}).high, 0);
}

TEST(Clustered, OneSampleAQuestionIsWilson) {
  const Interval clustered = ClusteredInterval({{1, 1}, {0, 1}, {1, 1}, {1, 1}});
  const Interval wilson = WilsonInterval(3, 4);
  EXPECT_DOUBLE_EQ(clustered.low, wilson.low);
  EXPECT_DOUBLE_EQ(clustered.high, wilson.high);
}

TEST(Clustered, SamplesThatAgreeSayNoMoreThanOne) {
  std::vector<Cluster> questions;
  for (int i = 0; i < 100; ++i) questions.push_back({i % 2 == 0 ? 8 : 0, 8});
  const Interval clustered = ClusteredInterval(questions);
  const Interval wilson = WilsonInterval(50, 100);
  EXPECT_NEAR(clustered.low, wilson.low, 0.002);
  EXPECT_NEAR(clustered.high, wilson.high, 0.002);
}

TEST(Clustered, AllRightCountsQuestions) {
  const std::vector<Cluster> questions(10, {5, 5});
  EXPECT_DOUBLE_EQ(ClusteredInterval(questions).low, WilsonInterval(10, 10).low);
}

TEST(Bootstrap, IsAsWideAsTheNormalInterval) {
  std::vector<double> values(60, 0.0);
  for (size_t i = 0; i < 20; ++i) values[i] = 1;
  const Interval interval = BootstrapInterval(values);
  EXPECT_NEAR(interval.low, 1.0 / 3 - 0.119, 0.02);  // 1.96 standard errors
  EXPECT_NEAR(interval.high, 1.0 / 3 + 0.119, 0.02);
}

// Questions differ in how hard they are; each has several samples.
TEST(Clustered, CoversTheTruth) {
  constexpr int kStudies = 1000;
  int covered = 0;
  for (int study = 0; study < kStudies; ++study) {
    const RandomStream random = RandomStream(7).Child(static_cast<uint64_t>(study));
    std::vector<Cluster> questions(50, {0, 4});
    uint64_t draw = 0;
    for (Cluster& question : questions) {
      const double ease = random.Uniform(draw++);  // mean 1/2
      for (int i = 0; i < 4; ++i) question.right += random.Uniform(draw++) < ease;
    }
    covered += ClusteredInterval(questions).Contains(0.5);
  }
  EXPECT_GT(covered, kStudies * 0.93);
  EXPECT_LT(covered, kStudies * 0.97);
}

TEST(Bootstrap, CoversTheTruth) {
  constexpr int kStudies = 400;
  int covered = 0;
  for (int study = 0; study < kStudies; ++study) {
    const RandomStream random = RandomStream(3).Child(static_cast<uint64_t>(study));
    std::vector<double> values;
    for (uint64_t i = 0; i < 60; ++i) values.push_back(5 + Normal(random, i));
    covered += BootstrapInterval(values, 1).Contains(5);
  }
  EXPECT_GT(covered, kStudies * 0.91);
  EXPECT_LT(covered, kStudies * 0.98);
}

// Paired differences of two methods, -1, 0 or 1 a question, with a true difference of 0.1.
TEST(Bootstrap, CoversPairedDifferences) {
  constexpr int kStudies = 400;
  int covered = 0;
  for (int study = 0; study < kStudies; ++study) {
    const RandomStream random = RandomStream(4).Child(static_cast<uint64_t>(study));
    std::vector<double> differences;
    for (uint64_t i = 0; i < 100; ++i) {
      const double u = random.Uniform(i);
      differences.push_back(u < 0.25 ? 1 : u < 0.40 ? -1 : 0);
    }
    covered += BootstrapInterval(differences).Contains(0.1);
  }
  EXPECT_GT(covered, kStudies * 0.91);
  EXPECT_LT(covered, kStudies * 0.98);
}

TEST(MeanInterval, CoversTheTruth) {
  constexpr int kStudies = 2000;
  int covered = 0;
  for (int study = 0; study < kStudies; ++study) {
    const RandomStream random = RandomStream(5).Child(static_cast<uint64_t>(study));
    std::vector<double> values;
    for (uint64_t i = 0; i < 8; ++i) values.push_back(Normal(random, i));
    covered += MeanInterval(values).Contains(0);
  }
  EXPECT_GT(covered, kStudies * 0.935);
  EXPECT_LT(covered, kStudies * 0.965);
}

TEST(Bootstrap, SameSeedSameInterval) {
  const std::vector<double> values{1, 0, 1, 1, 0, -1, 0, 1};
  EXPECT_EQ(BootstrapInterval(values, 9).low, BootstrapInterval(values, 9).low);
  EXPECT_EQ(BootstrapInterval(std::vector<double>{}).high, 0);
}

TEST(Bootstrap, LeavesOutWhatIsNoNumber) {
  const auto statistic = [](std::span<const size_t> questions) {
    return questions.front() == 0 ? NAN : 1.0;
  };
  const Interval interval = BootstrapInterval(3, statistic);
  EXPECT_EQ(interval.low, 1);
  EXPECT_EQ(interval.high, 1);
}

}  // namespace
}  // namespace ponder
