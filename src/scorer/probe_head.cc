#include "scorer/probe_head.h"

#include <algorithm>
#include <cmath>

namespace ponder {
namespace {

constexpr size_t kEquations = 4;
constexpr size_t kNumbers = 9;
constexpr size_t kCounts = 6;
constexpr int kMostRight = 10;  // more of them say nothing new
constexpr int kMostWrong = 5;

}  // namespace

size_t ProbeFeatures::StateSize(int width) const {
  const auto one = static_cast<size_t>(width);
  if (states == ProbeStates::kNone) return 0;
  return states == ProbeStates::kBoth ? 2 * one : one;
}

size_t ProbeFeatures::Size(int width) const {
  return StateSize(width) + (equations ? kEquations : 0) + (numbers ? kNumbers : 0) +
         (counts ? kCounts : 0);
}

void ProbeFeatures::Fill(const ProbePoint& point, std::span<float> out) const {
  auto next = out.begin();
  const auto state = [&](const std::vector<float>& values) {
    next = std::copy(values.begin(), values.end(), next);
  };
  if (states == ProbeStates::kLast || states == ProbeStates::kBoth) state(point.last);
  if (states == ProbeStates::kMean || states == ProbeStates::kBoth) state(point.mean);
  if (states == ProbeStates::kStep) state(point.step);
  const auto put = [&](double value) { *next++ = static_cast<float>(value); };
  if (equations) {
    put(std::min(point.right, kMostRight));
    put(std::min(point.wrong, kMostWrong));
    put(point.wrong > 0);
    put(point.right + point.wrong == 0);
  }
  if (numbers) {
    const NumberUse& use = point.numbers;
    put(use.asked == 0 ? 1 : static_cast<double>(use.used) / use.asked);
    put(use.used == use.asked);
    put(std::log1p(use.said));
    put(std::log1p(use.fresh));
    put(use.said == 0);
    put(use.whole);
    put(use.is_asked);
    put(use.is_result);
    put(use.is_latest);
  }
  if (counts) {
    put(std::log1p(point.tokens));
    put(std::log1p(point.steps));
    put(point.mean_logprob);
    put(point.lowest_logprob);
    put(point.ended);
    put(point.cut);
  }
}

float Dot(std::span<const float> a, std::span<const float> b) {
  constexpr size_t kLanes = 16;
  float sums[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= a.size(); i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  float sum = 0;
  for (const float part : sums) sum += part;
  for (; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double Sigmoid(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

size_t ProbeHead::WeightCount() const {
  const size_t size = features.Size(width);
  const auto hidden = static_cast<size_t>(units);
  return units == 0 ? size + 1 : hidden * (size + 1) + hidden + 1;
}

double ProbeHead::Logit(std::span<const float> row) const {
  const std::span<const float> all = weights;
  if (units == 0) return Dot(all.first(row.size()), row) + all.back();
  const std::span<const float> out = all.subspan(static_cast<size_t>(units) * (row.size() + 1));
  double logit = out.back();
  for (size_t unit = 0; unit < static_cast<size_t>(units); ++unit) {
    const std::span<const float> own = all.subspan(unit * (row.size() + 1), row.size() + 1);
    logit += out[unit] * std::tanh(Dot(own.first(row.size()), row) + own.back());
  }
  return logit;
}

double ProbeHead::Probability(const ProbePoint& point) const {
  std::vector<float> row(features.Size(width));
  features.Fill(point, row);
  for (size_t i = 0; i < row.size(); ++i) row[i] = (row[i] - shift[i]) * scale[i];
  return Sigmoid(slope * Logit(row) + offset);
}

}  // namespace ponder
