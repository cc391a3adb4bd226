// What the simulations share: questions to a simulated policy with a scorer of known quality.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/fake/simulated.h"
#include "ponder/runner.h"

namespace ponder {

// Fixed before the first look: chances that a step is right, and areas under the scorer's curve.
inline const std::vector<std::pair<std::string, double>> kDifficulties{
    {"easy", 0.95}, {"middling", 0.85}, {"hard", 0.75}};
inline const std::vector<double> kScorers{0.6, 0.75, 0.9};

class NoisyScorer : public Scorer {
 public:
  NoisyScorer(double auc, RandomStream noise) : auc_(auc), noise_(noise) {}
  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) {
      scores.push_back({.total = SimulatedScore(candidate.text, auc_, noise_), .steps = {}});
    }
    return scores;
  }

 private:
  double auc_;
  RandomStream noise_;
};

// The scorer passes for the probe where a planner asks for its name: free, with probabilities.
inline Request SimulatedRequest(const std::string& method, OptionValues options, double auc,
                                uint64_t seed) {
  Request request;
  request.messages.emplace_back("user", "How many?");
  request.kind = AnswerKind::kNumber;
  request.method = method;
  request.options = std::move(options);
  request.seed = seed;
  request.sampling.temperature = 1;
  request.sampling.top_k = 0;
  request.sampling.top_p = 1;
  request.sampling.min_p = 0;
  if (method != "self_consistency") {
    request.scorer = "probe";
    request.custom_scorer = std::make_shared<NoisyScorer>(auc, RandomStream(seed).Child("noise"));
  }
  return request;
}

inline bool SimulatedRight(const RunResult& result) { return result.answer.final == "1"; }

struct PointsMean {
  double mean;
  double half;  // of the 95 % interval
};

inline PointsMean MeanInPoints(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += value / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {100 * mean, 100 * 1.96 * std::sqrt(squares / (count - 1) / count)};
}

}  // namespace ponder
