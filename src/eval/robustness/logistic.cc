#include "eval/robustness/logistic.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ponder {
namespace {

constexpr double kHalfChi95 = 3.841458820694124 / 2;  // of one degree of freedom
constexpr int kSteps = 200;
constexpr double kEnough = 1e-10;
constexpr double kFar = 1e6;  // a slope that stands for none

struct Line {
  double intercept = 0;
  double slope = 0;
};

double Share(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

// log(1 + exp(v)), for large v too.
double LogOnePlusExp(double v) { return std::max(v, 0.0) + std::log1p(std::exp(-std::abs(v))); }

// The penalised likelihood of a line: its logarithm, its slope in both directions, and the
// information matrix.
struct Likelihood {
  double value = 0;
  double by_intercept = 0, by_slope = 0;
  double i00 = 0, i01 = 0, i11 = 0;

  double Determinant() const { return i00 * i11 - i01 * i01; }
};

Likelihood At(const std::vector<LogisticPoint>& points, const Line& line) {
  Likelihood at;
  for (const LogisticPoint& point : points) {
    const double log_odds = line.intercept + line.slope * point.x;
    const double share = Share(log_odds);
    const double weight = point.trials * share * (1 - share);
    at.value += point.successes * log_odds - point.trials * LogOnePlusExp(log_odds);
    at.i00 += weight;
    at.i01 += weight * point.x;
    at.i11 += weight * point.x * point.x;
  }
  const double determinant = at.Determinant();
  at.value += 0.5 * std::log(determinant);
  for (const LogisticPoint& point : points) {
    const double share = Share(line.intercept + line.slope * point.x);
    const double leverage = share * (1 - share) *
                            (at.i11 - 2 * at.i01 * point.x + at.i00 * point.x * point.x) /
                            determinant;
    const double score =
        point.successes - point.trials * share + point.trials * leverage * (0.5 - share);
    at.by_intercept += score;
    at.by_slope += score * point.x;
  }
  return at;
}

// Newton's step, halved until the likelihood grows.
template <class Step>
Line Maximize(const std::vector<LogisticPoint>& points, Line line, Step step) {
  Likelihood at = At(points, line);
  for (int i = 0; i < kSteps; ++i) {
    const Line move = step(at);
    double size = 1;
    Line next;
    Likelihood there;
    do {
      next = {line.intercept + size * move.intercept, line.slope + size * move.slope};
      there = At(points, next);
      size /= 2;
    } while (!(there.value >= at.value) && size > kEnough);
    if (!(there.value >= at.value)) break;
    const bool close = std::abs(next.intercept - line.intercept) < kEnough &&
                       std::abs(next.slope - line.slope) < kEnough;
    line = next;
    at = there;
    if (close) break;
  }
  return line;
}

Line Best(const std::vector<LogisticPoint>& points) {
  return Maximize(points, {}, [](const Likelihood& at) {
    const double determinant = at.Determinant();
    return Line{(at.i11 * at.by_intercept - at.i01 * at.by_slope) / determinant,
                (at.i00 * at.by_slope - at.i01 * at.by_intercept) / determinant};
  });
}

// The best line of this slope.
Line BestOfSlope(const std::vector<LogisticPoint>& points, const Line& from, double slope) {
  return Maximize(points, {from.intercept, slope}, [](const Likelihood& at) {
    return Line{at.by_intercept / at.i00, 0};
  });
}

// The slope on one side of the best one at which the profile has fallen by half of chi square.
double Bound(const std::vector<LogisticPoint>& points, const Line& best, double side) {
  const double least = At(points, best).value - kHalfChi95;
  Line line = best;
  const auto inside = [&](double slope) {
    line = BestOfSlope(points, line, slope);
    return At(points, line).value >= least;
  };
  double low = 0;
  double high = 0.1;
  while (high < kFar && inside(best.slope + side * high)) {
    low = high;
    high *= 2;
  }
  if (high >= kFar) return side * INFINITY;
  for (int i = 0; i < 100 && high - low > kEnough; ++i) {
    const double middle = (low + high) / 2;
    line = best;
    (inside(best.slope + side * middle) ? low : high) = middle;
  }
  return best.slope + side * low;
}

}  // namespace

double LogisticFit::ShareAt(double x) const { return Share(intercept + slope * x); }

double LogisticFit::WhereShareIs(double share) const {
  return (std::log(share / (1 - share)) - intercept) / slope;
}

std::optional<LogisticFit> FitLogistic(std::span<const LogisticPoint> points) {
  double trials = 0;
  double sum = 0;
  for (const LogisticPoint& point : points) {
    trials += point.trials;
    sum += point.trials * point.x;
  }
  if (trials == 0) return std::nullopt;
  const double middle = sum / trials;
  double spread = 0;
  for (const LogisticPoint& point : points) {
    spread += point.trials * (point.x - middle) * (point.x - middle);
  }
  spread = std::sqrt(spread / trials);
  if (!(spread > 1e-9)) return std::nullopt;
  std::vector<LogisticPoint> scaled;  // around 0 and about 1 wide: Newton's steps stay tame
  for (const LogisticPoint& point : points) {
    if (point.trials == 0) continue;
    scaled.push_back({(point.x - middle) / spread, point.successes, point.trials});
  }
  const Line best = Best(scaled);
  return LogisticFit{
      .intercept = best.intercept - best.slope * middle / spread,
      .slope = best.slope / spread,
      .slope_interval = {Bound(scaled, best, -1) / spread, Bound(scaled, best, 1) / spread}};
}

}  // namespace ponder
