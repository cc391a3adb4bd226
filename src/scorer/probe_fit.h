// Fitting the head of a probe to answers whose worth is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scorer/probe_head.h"

namespace ponder {

// Points as rows of features, with what is to be predicted at each.
struct ProbeRows {
  size_t size = 0;             // features a row
  std::vector<float> values;   // rows, one after the other
  std::vector<double> target;  // 0 to 1: the chance that the answer comes out right from here
  std::vector<double> weight;
  std::vector<bool> whole;  // the row is the end of an answer

  size_t count() const { return target.size(); }
  std::span<const float> Row(size_t i) const { return std::span(values).subspan(i * size, size); }
};

// The points of one answer, which together weigh 1: half of it its end, half all other steps.
// `targets`: one a point.
void AddAnswer(const ProbeFeatures& features, int width, std::span<const ProbePoint> points,
               std::span<const double> targets, ProbeRows& rows);

struct ProbeFitOptions {
  ProbeFeatures features;
  int units = 0;      // hidden; 0: logistic regression
  uint64_t seed = 0;  // of the hidden layer's first weights
};

struct ProbeFit {
  ProbeHead head;
  double penalty = 0;    // that was best on `held`
  double held_loss = 0;  // cross-entropy in nats a row, before calibration
  int iterations = 0;
};

// Minimises cross-entropy plus penalty / 2 * |weights|^2 on `train`, with penalties from strong to
// weak, each beginning where the one before it ended (with a hidden layer: afresh). Of all points
// on the way the one with the lowest cross-entropy on `held` is taken (early stopping), then
// calibrated on the whole answers of `held` (Platt 1999). Features are scaled to variance 1 on
// `train`; those of a state by the root of their number as well, so that all of a state weighs as
// much as one other feature. Throws kInvalidRequest where `train` or `held` is empty or all targets
// of `train` are the same.
ProbeFit FitProbe(const ProbeRows& train, const ProbeRows& held, int width,
                  const ProbeFitOptions& options);

// p = sigmoid(slope * logit + offset), fitted by maximum likelihood with Platt's smoothed targets.
// The slope is never below 0: calibration does not turn an order around.
struct Calibration {
  double slope = 1, offset = 0;
};
Calibration FitCalibration(std::span<const double> logits, std::span<const double> targets);

}  // namespace ponder
