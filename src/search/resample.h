// Drawing with replacement, for particle filters.
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

// `count` indices drawn by these normalised weights, in rising order.
std::vector<size_t> Resample(std::span<const double> weights, size_t count, Resampling how,
                             const RandomStream& random);

}  // namespace ponder
