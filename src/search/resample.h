// Drawing with replacement, for particle filters: when, at which temperature, and whom.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/options.h"
#include "ponder/random.h"

namespace ponder {

enum class Resampling {
  kSystematic,   // one draw, then equal steps: the least noise
  kMultinomial,  // n draws
};

template <>
struct ChoiceNames<Resampling> {
  static constexpr std::pair<std::string_view, Resampling> kNames[] = {
      {"systematic", Resampling::kSystematic}, {"multinomial", Resampling::kMultinomial}};
};

// exp(logarithm / temperature), made to sum to 1. Equal where none is finite.
std::vector<double> Softmax(std::span<const double> logarithms, double temperature = 1);

// 1 / sum of squares: how many of these normalised weights really count.
double EffectiveSize(std::span<const double> weights);

// Entropy of normalised weights as a share of its maximum: 1 when all are equal.
double RelativeEntropy(std::span<const double> weights);

// Whether to draw now: so few count that they are less than this share of all. 1: always.
bool TooFewCount(std::span<const double> weights, double share);

// How the temperature of weights moves over time, after its_hub.
enum class Warmth { kConstant, kEss, kEntropy, kAnneal };

template <>
struct ChoiceNames<Warmth> {
  static constexpr std::pair<std::string_view, Warmth> kNames[] = {{"constant", Warmth::kConstant},
                                                                   {"ess", Warmth::kEss},
                                                                   {"entropy", Warmth::kEntropy},
                                                                   {"anneal", Warmth::kAnneal}};
};

// With t the share of the steps that are done (0 to 1), N weights and their effective size E:
//   constant  temperature
//   ess       times max(1, N / E (1 - t)) while E < N / 2 and t < 1/2
//   entropy   over h + (1 - h) t, with h the relative entropy
//   anneal    moves evenly to 1
double WarmedTemperature(Warmth rule, double temperature, std::span<const double> weights,
                         double t);

// `count` indices drawn by these normalised weights, in rising order.
std::vector<size_t> Resample(std::span<const double> weights, size_t count, Resampling how,
                             const RandomStream& random);

}  // namespace ponder
