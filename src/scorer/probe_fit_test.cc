#include "scorer/probe_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ponder/error.h"
#include "ponder/random.h"
#include "scorer/minimise.h"

namespace ponder {
namespace {

constexpr int kWidth = 12;

double Normal(const RandomStream& random, uint64_t n) {
  double sum = -6;
  for (uint64_t i = 0; i < 12; ++i) sum += random.Uniform(12 * n + i);
  return sum;
}

// Answers of two points whose outcome is drawn from `chance` of their state.
template <class Chance>
ProbeRows MakeRows(const ProbeFeatures& features, uint64_t seed, int answers, Chance chance) {
  ProbeRows rows;
  const RandomStream random(seed);
  for (int i = 0; i < answers; ++i) {
    const RandomStream own = random.Child(static_cast<uint64_t>(i));
    ProbePoint point;
    for (int d = 0; d < kWidth; ++d) {
      point.last.push_back(static_cast<float>(Normal(own, static_cast<uint64_t>(d))));
    }
    point.mean = point.step = std::vector<float>(kWidth, 0.5f);
    const double target = own.Child("outcome").Uniform(0) < chance(point.last) ? 1 : 0;
    const std::vector<ProbePoint> points{point, point};
    const std::vector<double> targets{target, target};
    AddAnswer(features, kWidth, points, targets, rows);
  }
  return rows;
}

double Auc(const ProbeHead& head, const ProbeRows& rows) {
  double won = 0, pairs = 0;
  std::vector<double> logits;
  for (size_t i = 0; i < rows.count(); ++i) {
    std::vector<float> row(rows.Row(i).begin(), rows.Row(i).end());
    for (size_t d = 0; d < row.size(); ++d) row[d] = (row[d] - head.shift[d]) * head.scale[d];
    logits.push_back(head.Logit(row));
  }
  for (size_t i = 0; i < logits.size(); ++i) {
    for (size_t j = 0; j < logits.size(); ++j) {
      if (rows.target[i] < 0.5 || rows.target[j] > 0.5) continue;
      pairs += 1;
      won += logits[i] > logits[j] ? 1 : logits[i] == logits[j] ? 0.5 : 0;
    }
  }
  return won / pairs;
}

double Line(const std::vector<float>& x) { return Sigmoid(2 * (x[0] - x[1]) + 0.5); }
double Corner(const std::vector<float>& x) { return x[0] * x[1] > 0 ? 0.95 : 0.05; }

TEST(Minimise, FindsTheBottomOfACurvedValley) {
  const Smooth rosenbrock = [](std::span<const double> x, std::span<double> gradient) {
    const double across = x[1] - x[0] * x[0];
    gradient[0] = -400 * x[0] * across - 2 * (1 - x[0]);
    gradient[1] = 200 * across;
    return 100 * across * across + (1 - x[0]) * (1 - x[0]);
  };
  const std::vector<double> x = Minimise(rosenbrock, {-1.2, 1}, 200);
  EXPECT_NEAR(x[0], 1, 1e-5);
  EXPECT_NEAR(x[1], 1, 1e-5);
}

TEST(ProbeFit, FindsAKnownLineAndItsProbabilities) {
  const ProbeFeatures features{
      .states = ProbeStates::kLast, .equations = false, .numbers = false, .counts = false};
  const ProbeRows train = MakeRows(features, 1, 1500, Line),
                  held = MakeRows(features, 2, 400, Line);
  const ProbeFit fit = FitProbe(train, held, kWidth, {.features = features});
  // The truth itself reaches about 0.93 on outcomes drawn from it.
  EXPECT_GT(Auc(fit.head, MakeRows(features, 3, 400, Line)), 0.9);
  double wrong_directions = 0;
  for (int d = 2; d < kWidth; ++d) {
    wrong_directions = std::max(wrong_directions, std::abs(double{fit.head.weights[d]}));
  }
  EXPECT_GT(fit.head.weights[0], 4 * wrong_directions);
  EXPECT_LT(fit.head.weights[1], -4 * wrong_directions);
  for (const float x : {-0.5f, 0.0f, 0.5f}) {
    ProbePoint point;
    point.last.assign(kWidth, 0);
    point.last[0] = x;
    EXPECT_NEAR(fit.head.Probability(point), Line(point.last), 0.1) << x;
  }
}

TEST(ProbeFit, ACornerNeedsAHiddenLayer) {
  const ProbeFeatures features{
      .states = ProbeStates::kLast, .equations = false, .numbers = false, .counts = false};
  const ProbeRows train = MakeRows(features, 4, 1500, Corner);
  const ProbeRows held = MakeRows(features, 5, 400, Corner);
  const ProbeRows test = MakeRows(features, 6, 400, Corner);
  const ProbeFit line = FitProbe(train, held, kWidth, {.features = features});
  const ProbeFit layer =
      FitProbe(train, held, kWidth, {.features = features, .units = 8, .seed = 1});
  EXPECT_NEAR(Auc(line.head, test), 0.5, 0.08);
  EXPECT_GT(Auc(layer.head, test), 0.85);
}

TEST(ProbeFit, NoiseTeachesNothing) {
  const ProbeFeatures features{
      .states = ProbeStates::kLast, .equations = false, .numbers = false, .counts = false};
  const auto coin = [](const std::vector<float>&) { return 0.3; };
  const ProbeFit fit = FitProbe(MakeRows(features, 7, 100, coin), MakeRows(features, 8, 60, coin),
                                kWidth, {.features = features});
  const ProbeRows test = MakeRows(features, 9, 200, coin);
  EXPECT_NEAR(Auc(fit.head, test), 0.5, 0.1);
  ProbePoint point;
  point.last.assign(kWidth, 0.3f);
  EXPECT_NEAR(fit.head.Probability(point), 0.3, 0.15);
}

TEST(ProbeFit, TheSameSamplesGiveTheSameProbe) {
  const ProbeFeatures features;
  const ProbeRows train = MakeRows(features, 1, 80, Line), held = MakeRows(features, 2, 40, Line);
  const ProbeFitOptions options{.features = features, .units = 4, .seed = 3};
  EXPECT_EQ(FitProbe(train, held, kWidth, options).head.weights,
            FitProbe(train, held, kWidth, options).head.weights);
}

TEST(ProbeFit, RefusesWhatTeachesNothing) {
  const ProbeFeatures features;
  const auto never = [](const std::vector<float>&) { return 0.0; };
  const ProbeRows wrong = MakeRows(features, 1, 20, never), held = MakeRows(features, 2, 20, Line);
  try {
    FitProbe(wrong, held, kWidth, {.features = features});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
    EXPECT_NE(std::string(error.what()).find("are wrong"), std::string::npos);
  }
  EXPECT_THROW(FitProbe({}, held, kWidth, {.features = features}), Error);
  EXPECT_THROW(FitProbe(held, {}, kWidth, {.features = features}), Error);
}

TEST(ProbeFit, AnAnswerWeighsOne) {
  ProbeRows rows;
  ProbePoint point;
  point.last = point.mean = point.step = std::vector<float>(kWidth, 1);
  const std::vector<ProbePoint> three(3, point), one(1, point);
  AddAnswer({}, kWidth, three, std::vector<double>{0, 0.5, 1}, rows);
  AddAnswer({}, kWidth, one, std::vector<double>{1}, rows);
  EXPECT_EQ(rows.weight, (std::vector<double>{0.25, 0.25, 0.5, 1}));
  EXPECT_EQ(rows.whole, (std::vector<bool>{false, false, true, true}));
  EXPECT_EQ(rows.values.size(), 4 * rows.size);
}

TEST(Calibration, UndoesAScaleAndAShift) {
  std::vector<double> logits, targets;
  const RandomStream random(5);
  for (uint64_t i = 0; i < 4000; ++i) {
    const double truth = 4 * random.Child("x").Uniform(i) - 2;
    logits.push_back(3 * truth + 1);
    targets.push_back(random.Child("y").Uniform(i) < Sigmoid(truth) ? 1 : 0);
  }
  const Calibration calibration = FitCalibration(logits, targets);
  EXPECT_NEAR(calibration.slope, 1.0 / 3, 0.03);
  EXPECT_NEAR(calibration.offset, -1.0 / 3, 0.1);
}

TEST(Calibration, NeverTurnsAnOrderAround) {
  const std::vector<double> logits{-1, -1, 1, 1}, targets{1, 1, 0, 0};
  const Calibration calibration = FitCalibration(logits, targets);
  EXPECT_GT(calibration.slope, 0);
  EXPECT_NEAR(Sigmoid(calibration.offset), 0.5, 1e-9);
}

}  // namespace
}  // namespace ponder
