#include "search/resample.h"

#include <algorithm>
#include <cmath>

namespace ponder {

std::vector<double> Softmax(std::span<const double> logarithms, double temperature) {
  double best = -INFINITY;
  for (double value : logarithms) {
    if (value > best) best = value;  // false for NaN
  }
  std::vector<double> weights;
  double sum = 0;
  for (double value : logarithms) {
    const double weight = std::exp((value - best) / temperature);
    weights.push_back(std::isfinite(weight) ? weight : 0);
    sum += weights.back();
  }
  for (double& weight : weights) {
    weight = sum > 0 ? weight / sum : 1.0 / static_cast<double>(weights.size());
  }
  return weights;
}

double EffectiveSize(std::span<const double> weights) {
  double squares = 0;
  for (double weight : weights) squares += weight * weight;
  return squares > 0 ? 1 / squares : 0;
}

double RelativeEntropy(std::span<const double> weights) {
  if (weights.size() < 2) return 1;
  double entropy = 0;
  for (double weight : weights) {
    if (weight > 0) entropy -= weight * std::log(weight);
  }
  return entropy / std::log(static_cast<double>(weights.size()));
}

bool TooFewCount(std::span<const double> weights, double share) {
  return share >= 1 || EffectiveSize(weights) < share * static_cast<double>(weights.size());
}

double WarmedTemperature(Warmth rule, double temperature, std::span<const double> weights,
                         double t) {
  constexpr double kFewCount = 0.5;
  constexpr double kEarly = 0.5;
  constexpr double kLeastShare = 1e-3;
  const auto count = static_cast<double>(weights.size());
  switch (rule) {
    case Warmth::kConstant:
      return temperature;
    case Warmth::kEss: {
      const double effective = EffectiveSize(weights);
      if (effective >= kFewCount * count || t >= kEarly) return temperature;
      return temperature * std::max(1.0, count / effective * (1 - t));
    }
    case Warmth::kEntropy: {
      const double even = RelativeEntropy(weights);
      return temperature / std::max(even + (1 - even) * t, kLeastShare);
    }
    case Warmth::kAnneal:
      return temperature + (1 - temperature) * t;
  }
  return temperature;
}

std::vector<size_t> Resample(std::span<const double> weights, size_t count, Resampling how,
                             const RandomStream& random) {
  std::vector<double> points;
  for (size_t i = 0; i < count; ++i) {
    points.push_back(how == Resampling::kSystematic
                         ? (random.Uniform(0) + static_cast<double>(i)) / static_cast<double>(count)
                         : random.Uniform(i));
  }
  std::sort(points.begin(), points.end());
  std::vector<size_t> drawn;
  size_t index = 0;
  double below = 0;  // the sum of the weights in front of `index`
  for (const double point : points) {
    while (index + 1 < weights.size() && point >= below + weights[index]) below += weights[index++];
    drawn.push_back(index);
  }
  return drawn;
}

}  // namespace ponder
