#include "scorer/probe_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ponder/error.h"
#include "ponder/random.h"
#include "scorer/minimise.h"

namespace ponder {
namespace {

constexpr double kPenalties[] = {1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001};
constexpr int kIterations = 30;  // a penalty
// Weak penalties in a row that may pass without a better loss on the held-out answers.
constexpr int kPatience = 2;
constexpr double kWeak = 0.02;
constexpr double kLeastSlope = 1e-3;

void Standardise(const ProbeRows& rows, ProbeHead& head) {
  const size_t size = rows.size;
  std::vector<double> sum(size), squares(size);
  for (size_t i = 0; i < rows.count(); ++i) {
    const auto row = rows.Row(i);
    for (size_t d = 0; d < size; ++d) {
      sum[d] += row[d];
      squares[d] += double{row[d]} * row[d];
    }
  }
  const auto n = static_cast<double>(rows.count());
  const size_t state = head.features.StateSize(head.width);
  head.shift.resize(size);
  head.scale.resize(size);
  for (size_t d = 0; d < size; ++d) {
    const double mean = sum[d] / n;
    const double deviation = std::sqrt(std::max(squares[d] / n - mean * mean, 0.0));
    const double share = d < state ? 1 / std::sqrt(static_cast<double>(state)) : 1;
    head.shift[d] = static_cast<float>(mean);
    head.scale[d] = deviation > 1e-6 ? static_cast<float>(share / deviation) : 0;
  }
}

ProbeRows Scaled(const ProbeRows& rows, const ProbeHead& head) {
  ProbeRows scaled = rows;
  for (size_t i = 0; i < scaled.values.size(); ++i) {
    const size_t d = i % rows.size;
    scaled.values[i] = (scaled.values[i] - head.shift[d]) * head.scale[d];
  }
  return scaled;
}

double CrossEntropy(double logit, double target) {
  // log(1 + e^z) - t z, without overflow.
  return std::max(logit, 0.0) + std::log1p(std::exp(-std::abs(logit))) - target * logit;
}

double Loss(const ProbeHead& head, const ProbeRows& rows) {
  double sum = 0, weight = 0;
  for (size_t i = 0; i < rows.count(); ++i) {
    sum += rows.weight[i] * CrossEntropy(head.Logit(rows.Row(i)), rows.target[i]);
    weight += rows.weight[i];
  }
  return sum / weight;
}

// Loss and gradient of a head on rows, as a function of its weights.
class Objective {
 public:
  Objective(const ProbeRows& rows, ProbeHead head)
      : rows_(rows),
        head_(std::move(head)),
        total_(std::accumulate(rows.weight.begin(), rows.weight.end(), 0.0)),
        slopes_(head_.WeightCount()) {}

  double operator()(double penalty, std::span<const double> x, std::span<double> gradient) {
    head_.weights.assign(x.begin(), x.end());
    std::fill(slopes_.begin(), slopes_.end(), 0.0f);
    double loss = 0;
    for (size_t i = 0; i < rows_.count(); ++i) loss += AddRow(i);
    for (size_t i = 0; i < x.size(); ++i) {
      const double pull = IsBias(i) ? 0 : penalty * x[i];
      gradient[i] = slopes_[i] + pull;
      loss += pull * x[i] / 2;
    }
    return loss;
  }

 private:
  bool IsBias(size_t i) const {
    const auto units = static_cast<size_t>(head_.units);
    if (i + 1 == slopes_.size()) return true;
    return i < units * (rows_.size + 1) && i % (rows_.size + 1) == rows_.size;
  }

  double AddRow(size_t i) {
    const auto row = rows_.Row(i);
    const double share = rows_.weight[i] / total_;
    const double logit = head_.Logit(row);
    const double error = share * (Sigmoid(logit) - rows_.target[i]);
    if (head_.units == 0) {
      AddScaled(error, row, slopes_.data());
    } else {
      AddLayers(error, row);
    }
    return share * CrossEntropy(logit, rows_.target[i]);
  }

  void AddLayers(double error, std::span<const float> row) {
    const auto units = static_cast<size_t>(head_.units);
    const std::span<const float> weights = head_.weights;
    const size_t out = units * (row.size() + 1);
    for (size_t unit = 0; unit < units; ++unit) {
      const auto own = weights.subspan(unit * (row.size() + 1), row.size() + 1);
      const double active = std::tanh(Dot(own.first(row.size()), row) + own.back());
      slopes_[out + unit] += static_cast<float>(error * active);
      const double inner = error * weights[out + unit] * (1 - active * active);
      AddScaled(inner, row, slopes_.data() + unit * (row.size() + 1));
    }
    slopes_.back() += static_cast<float>(error);
  }

  // The row's numbers and, behind them, the bias's 1.
  static void AddScaled(double factor, std::span<const float> row, float* sums) {
    const auto f = static_cast<float>(factor);
    for (size_t d = 0; d < row.size(); ++d) sums[d] += f * row[d];
    sums[row.size()] += f;
  }

  const ProbeRows& rows_;
  ProbeHead head_;
  double total_;
  std::vector<float> slopes_;
};

std::vector<double> FirstWeights(const ProbeHead& head, uint64_t seed) {
  std::vector<double> weights(head.WeightCount());
  const RandomStream random = RandomStream(seed).Child("probe weights");
  if (head.units == 0) return weights;
  // The output layer begins at 0 and so the logit does; the inputs have length about 1.
  const size_t inner = weights.size() - static_cast<size_t>(head.units) - 1;
  for (size_t i = 0; i < inner; ++i) weights[i] = 2 * random.Uniform(i) - 1;
  return weights;
}

void CheckRows(const ProbeRows& train, const ProbeRows& held) {
  if (train.count() == 0 || held.count() == 0) {
    throw Error(ErrorCode::kInvalidRequest,
                "probe: there are too few answers to train on some and check on others");
  }
  const auto [low, high] = std::minmax_element(train.target.begin(), train.target.end());
  if (*high - *low > 1e-9) return;
  throw Error(ErrorCode::kInvalidRequest,
              std::string("probe: all sampled answers to train on are ") +
                  (*low > 0.5 ? "right" : "wrong") +
                  "; tasks or levels are wanted of which the model gets some right");
}

void Calibrate(const ProbeRows& held, ProbeHead& head) {
  std::vector<double> logits, targets;
  for (size_t i = 0; i < held.count(); ++i) {
    if (!held.whole[i]) continue;
    logits.push_back(head.Logit(held.Row(i)));
    targets.push_back(held.target[i]);
  }
  const Calibration calibration = FitCalibration(logits, targets);
  head.slope = calibration.slope;
  head.offset = calibration.offset;
}

}  // namespace

void AddAnswer(const ProbeFeatures& features, int width, std::span<const ProbePoint> points,
               std::span<const double> targets, ProbeRows& rows) {
  rows.size = features.Size(width);
  for (size_t i = 0; i < points.size(); ++i) {
    const bool whole = i + 1 == points.size();
    rows.values.resize(rows.values.size() + rows.size);
    features.Fill(points[i], std::span(rows.values).last(rows.size));
    rows.target.push_back(targets[i]);
    const double steps = static_cast<double>(points.size() - 1);
    rows.weight.push_back(points.size() == 1 ? 1 : whole ? 0.5 : 0.5 / steps);
    rows.whole.push_back(whole);
  }
}

ProbeFit FitProbe(const ProbeRows& train, const ProbeRows& held, int width,
                  const ProbeFitOptions& options) {
  CheckRows(train, held);
  ProbeFit fit;
  fit.head.features = options.features;
  fit.head.width = width;
  fit.head.units = options.units;
  Standardise(train, fit.head);
  const ProbeRows rows = Scaled(train, fit.head);
  const ProbeRows check = Scaled(held, fit.head);
  ProbeHead tried = fit.head;
  Objective objective(rows, fit.head);
  const std::vector<double> first = FirstWeights(fit.head, options.seed);
  std::vector<double> weights = first;
  fit.head.weights.assign(weights.begin(), weights.end());
  fit.held_loss = Loss(fit.head, check);
  int worse = 0;
  for (const double penalty : kPenalties) {
    bool better = false;
    // A strong penalty leaves a hidden layer at 0, from where no gradient leads away.
    if (options.units > 0) weights = first;
    weights = Minimise([&](auto x, auto gradient) { return objective(penalty, x, gradient); },
                       weights, kIterations,
                       [&](std::span<const double> x) {
                         ++fit.iterations;
                         tried.weights.assign(x.begin(), x.end());
                         const double loss = Loss(tried, check);
                         if (loss >= fit.held_loss) return true;
                         better = true;
                         fit.held_loss = loss;
                         fit.penalty = penalty;
                         fit.head.weights = tried.weights;
                         return true;
                       });
    worse = better || penalty > kWeak ? 0 : worse + 1;
    if (worse > kPatience) break;
  }
  Calibrate(check, fit.head);
  return fit;
}

Calibration FitCalibration(std::span<const double> logits, std::span<const double> targets) {
  const auto n = static_cast<double>(logits.size());
  if (logits.empty()) return {};
  const double right = std::accumulate(targets.begin(), targets.end(), 0.0);
  // Platt's targets: as if one more answer of either kind had been seen.
  const double high = (right + 1) / (right + 2), low = 1 / (n - right + 2);
  const Smooth loss = [&](std::span<const double> x, std::span<double> gradient) {
    double sum = 0;
    gradient[0] = gradient[1] = 0;
    for (size_t i = 0; i < logits.size(); ++i) {
      const double target = targets[i] * high + (1 - targets[i]) * low;
      const double logit = x[0] * logits[i] + x[1];
      const double error = (Sigmoid(logit) - target) / n;
      gradient[0] += error * logits[i];
      gradient[1] += error;
      sum += CrossEntropy(logit, target) / n;
    }
    return sum;
  };
  const std::vector<double> x = Minimise(loss, {1, 0}, 100);
  if (x[0] >= kLeastSlope) return {x[0], x[1]};
  const double base = (right + 1) / (n + 2);  // the order says nothing here: all but its base rate
  return {kLeastSlope, std::log(base / (1 - base))};
}

}  // namespace ponder
