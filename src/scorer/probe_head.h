// The head of a probe: what numbers it takes of a point, and how they become a probability.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ponder/options.h"
#include "scorer/probe_points.h"

namespace ponder {

enum class ProbeStates { kLast, kMean, kStep, kBoth, kNone };

template <>
struct ChoiceNames<ProbeStates> {
  static constexpr std::pair<std::string_view, ProbeStates> kNames[] = {
      {"last", ProbeStates::kLast},
      {"mean", ProbeStates::kMean},
      {"step", ProbeStates::kStep},
      {"both", ProbeStates::kBoth},
      {"none", ProbeStates::kNone}};
};

struct ProbeFeatures {
  ProbeStates states = ProbeStates::kLast;  // both: last and mean
  bool equations = true;                    // right, wrong, none at all
  bool numbers = true;                      // what it does with those of the question
  bool counts = true;                       // length, log-probabilities, ended or cut

  size_t StateSize(int width) const;  // the states come first
  size_t Size(int width) const;
  // Writes Size(width) numbers. The point's states have `width` floats.
  void Fill(const ProbePoint& point, std::span<float> out) const;
  friend bool operator==(const ProbeFeatures&, const ProbeFeatures&) = default;
};

// Logistic regression, or with `units` one hidden layer of tanh.
struct ProbeHead {
  ProbeFeatures features;
  int width = 0;                    // of a state
  int units = 0;                    // hidden; 0: none
  std::vector<float> shift, scale;  // a feature x is used as (x - shift) * scale
  // units = 0: Size weights, then the bias. Else for each unit Size weights and its bias, then
  // `units` weights and the bias of the output.
  std::vector<float> weights;
  double slope = 1, offset = 0;  // calibration: p = sigmoid(slope * logit + offset)

  size_t WeightCount() const;
  double Logit(std::span<const float> standardised) const;
  double Probability(const ProbePoint& point) const;
};

// a . b in single precision, in an order that compilers can vectorise.
float Dot(std::span<const float> a, std::span<const float> b);
double Sigmoid(double x);

}  // namespace ponder
