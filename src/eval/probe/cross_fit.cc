#include "eval/probe/cross_fit.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "ponder/error.h"
#include "ponder/random.h"

namespace ponder {
namespace {

constexpr size_t kHeldShare = 5;  // one in five

using Indices = std::vector<size_t>;

// The questions that have answers, in an order drawn from the seed.
Indices Shuffled(const std::vector<ProbeQuestion>& questions, uint64_t seed) {
  Indices order;
  for (size_t i = 0; i < questions.size(); ++i) {
    if (!questions[i].samples.empty()) order.push_back(i);
  }
  const RandomStream random = RandomStream(seed).Child("probe folds");
  for (size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1],
              order[static_cast<size_t>(random.Integer(i, 0, static_cast<int64_t>(i) - 1))]);
  }
  if (static_cast<int64_t>(order.size()) < kFewestProbeQuestions) {
    throw Error(ErrorCode::kInvalidRequest,
                "probe: there are answers to " + std::to_string(order.size()) +
                    " questions; at least " + std::to_string(kFewestProbeQuestions) +
                    " are wanted");
  }
  return order;
}

ProbeRows RowsOf(const std::vector<ProbeQuestion>& questions, std::span<const size_t> chosen,
                 int width, const ProbeFeatures& features) {
  ProbeRows rows;
  for (const size_t question : chosen) {
    for (const ProbeSample& sample : questions[question].samples) {
      AddAnswer(features, width, sample.points, sample.targets, rows);
    }
  }
  return rows;
}

ProbeFit FitTo(const std::vector<ProbeQuestion>& questions, Indices chosen, int width,
               const ProbeSettings& settings) {
  const auto part = std::ceil(settings.part * static_cast<double>(chosen.size()));
  const auto used = std::min(std::max<size_t>(static_cast<size_t>(part), 2), chosen.size());
  const std::span<const size_t> all = std::span<const size_t>(chosen).first(used);
  const size_t held = std::max<size_t>(used / kHeldShare, 1);
  const ProbeFeatures& features = settings.fit.features;
  return FitProbe(RowsOf(questions, all.subspan(held), width, features),
                  RowsOf(questions, all.first(held), width, features), width, settings.fit);
}

}  // namespace

ProbeScores CrossFit(const std::vector<ProbeQuestion>& questions, int width,
                     const ProbeSettings& settings) {
  const Indices order = Shuffled(questions, settings.seed);
  const size_t folds = std::min(static_cast<size_t>(std::max(settings.folds, 2)), order.size());
  ProbeScores scores(questions.size());
  for (size_t fold = 0; fold < folds; ++fold) {
    Indices others, judged;
    for (size_t i = 0; i < order.size(); ++i) {
      (i % folds == fold ? judged : others).push_back(order[i]);
    }
    const ProbeHead head = FitTo(questions, others, width, settings).head;
    for (const size_t question : judged) {
      for (const ProbeSample& sample : questions[question].samples) {
        scores[question].push_back(head.Probability(sample.points.back()));
      }
    }
  }
  return scores;
}

ProbeFit FitToAll(const std::vector<ProbeQuestion>& questions, int width,
                  const ProbeSettings& settings) {
  return FitTo(questions, Shuffled(questions, settings.seed), width, settings);
}

}  // namespace ponder
