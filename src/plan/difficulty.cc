#include "plan/difficulty.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <map>

#include "scorer/minimise.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr double kPenalty = 0.5;  // on squared weights of standardised features, in answers
constexpr int kIterations = 200;
constexpr double kEasy = 0.5;
constexpr double kMedium = 0.1;

std::vector<double> Features(const Look& look, bool scored) {
  std::vector<double> features{look.agreement,         look.agreement * look.agreement,
                               look.answered,          std::log1p(look.tokens),
                               std::log1p(look.words), std::log1p(look.numbers)};
  if (scored) {
    features.push_back(look.score);
    features.push_back(look.score * look.agreement);
  }
  return features;
}

double Sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

// Mean and standard deviation of every feature.
struct Scales {
  std::vector<double> mean, deviation;
};

Scales ScalesOf(const std::vector<std::vector<double>>& rows) {
  const size_t size = rows.front().size();
  const auto count = static_cast<double>(rows.size());
  Scales scales{std::vector<double>(size), std::vector<double>(size)};
  for (size_t d = 0; d < size; ++d) {
    for (const auto& row : rows) scales.mean[d] += row[d] / count;
    double squares = 0;
    for (const auto& row : rows) squares += std::pow(row[d] - scales.mean[d], 2);
    scales.deviation[d] = std::sqrt(squares / count);
  }
  return scales;
}

// Weights of standardised features as weights of the features themselves.
std::vector<double> Unscaled(const std::vector<double>& weights, const Scales& scales) {
  std::vector<double> plain = weights;
  for (size_t d = 0; d < scales.mean.size(); ++d) {
    plain[d] = scales.deviation[d] > 1e-9 ? weights[d] / scales.deviation[d] : 0;
    plain.back() -= plain[d] * scales.mean[d];
  }
  return plain;
}

// Mean cross-entropy and the penalty; the constant goes free of it.
double Loss(const std::vector<std::vector<double>>& rows, std::span<const double> targets,
            std::span<const double> x, std::span<double> gradient) {
  const auto count = static_cast<double>(rows.size());
  std::fill(gradient.begin(), gradient.end(), 0.0);
  double loss = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    double z = x.back();
    for (size_t d = 0; d < rows[i].size(); ++d) z += x[d] * rows[i][d];
    loss += (std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - targets[i] * z) / count;
    const double slope = (Sigmoid(z) - targets[i]) / count;
    for (size_t d = 0; d < rows[i].size(); ++d) gradient[d] += slope * rows[i][d];
    gradient.back() += slope;
  }
  for (size_t d = 0; d + 1 < x.size(); ++d) {
    loss += kPenalty / count * x[d] * x[d];
    gradient[d] += 2 * kPenalty / count * x[d];
  }
  return loss;
}

}  // namespace

Look MakeLook(std::span<const LookedAnswer> answers, std::string_view question) {
  Look look;
  const auto count = static_cast<double>(std::max<size_t>(answers.size(), 1));
  std::map<std::string_view, double> votes;
  double scores = 0, scored = 0;
  for (const LookedAnswer& answer : answers) {
    look.tokens += static_cast<double>(answer.tokens) / count;
    if (answer.score) {
      scores += *answer.score;
      ++scored;
    }
    if (answer.key.empty()) continue;
    look.answered += 1 / count;
    look.agreement = std::max(look.agreement, ++votes[answer.key] / count);
  }
  if (scored > 0) look.score = scores / scored;
  bool in_word = false, in_number = false;
  for (const char c : question) {
    const bool word = !scan::IsBlank(c), digit = scan::IsDigit(c);
    look.words += word && !in_word;
    look.numbers += digit && !in_number;
    in_word = word;
    in_number = digit || (in_number && (c == '.' || c == ','));
  }
  return look;
}

size_t DifficultyModel::Size(bool scored) { return Features({}, scored).size() + 1; }

double DifficultyModel::PassRate(const Look& look) const {
  const std::vector<double> features = Features(look, scored);
  assert(weights.size() == features.size() + 1);
  double z = weights.back();
  for (size_t d = 0; d < features.size(); ++d) z += weights[d] * features[d];
  return Sigmoid(z);
}

DifficultyModel FitDifficulty(std::span<const Look> looks, std::span<const double> pass_rates,
                              bool scored) {
  assert(looks.size() == pass_rates.size());
  DifficultyModel model{scored, std::vector<double>(DifficultyModel::Size(scored))};
  if (looks.empty()) return model;
  std::vector<std::vector<double>> rows;
  for (const Look& look : looks) rows.push_back(Features(look, scored));
  const Scales scales = ScalesOf(rows);
  for (auto& row : rows) {
    for (size_t d = 0; d < row.size(); ++d) {
      row[d] = scales.deviation[d] > 1e-9 ? (row[d] - scales.mean[d]) / scales.deviation[d] : 0;
    }
  }
  const std::vector<double> fitted =
      Minimise([&](std::span<const double> x,
                   std::span<double> gradient) { return Loss(rows, pass_rates, x, gradient); },
               model.weights, kIterations);
  model.weights = Unscaled(fitted, scales);
  return model;
}

std::vector<double> QuantileCuts(std::vector<double> pass_rates) {
  std::vector<double> cuts;
  if (pass_rates.empty()) return cuts;
  std::sort(pass_rates.begin(), pass_rates.end(), std::greater<>());
  for (size_t part = 1; part < kQuantiles; ++part) {
    const size_t at = part * pass_rates.size() / kQuantiles;
    const double above = pass_rates[at == 0 ? 0 : at - 1];
    cuts.push_back((above + pass_rates[at]) / 2);
  }
  return cuts;
}

int BinCount(Binning binning) {
  if (binning == Binning::kAll) return 1;
  return binning == Binning::kAbsolute ? 3 : kQuantiles;
}

int BinOf(Binning binning, double pass_rate, std::span<const double> cuts) {
  if (binning == Binning::kAll) return 0;
  if (binning == Binning::kAbsolute) return pass_rate >= kEasy ? 0 : pass_rate >= kMedium ? 1 : 2;
  int bin = 0;
  for (const double cut : cuts) bin += pass_rate < cut;
  return bin;
}

std::string BinName(Binning binning, int bin) {
  if (binning == Binning::kAll) return "all";
  if (binning == Binning::kQuantile) {
    return std::to_string(bin + 1) + " of " + std::to_string(kQuantiles);
  }
  constexpr std::string_view kNames[] = {"easy", "medium", "hard"};
  return std::string(kNames[bin]);
}

}  // namespace ponder
