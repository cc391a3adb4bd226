#include "search/path_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "search/vote.h"

namespace ponder {
namespace {

constexpr double kSmallest = 1e-7;  // probabilities are kept away from 0 and 1 by this

Score WithoutNan(Score score) {
  if (!std::isnan(score.total)) return score;
  return {.steps = {}, .abstained = true};
}

}  // namespace

double AggregateOf(std::span<const double> values, Aggregate how) {
  if (values.empty()) return 0;
  std::vector<double> good(values.begin(), values.end());
  std::replace_if(good.begin(), good.end(), [](double value) { return std::isnan(value); }, 0.0);
  switch (how) {
    case Aggregate::kLast:
      return good.back();
    case Aggregate::kMin:
      return *std::min_element(good.begin(), good.end());
    case Aggregate::kProduct:
      return std::accumulate(good.begin(), good.end(), 1.0, std::multiplies<>());
    case Aggregate::kMean:
      return std::accumulate(good.begin(), good.end(), 0.0) / static_cast<double>(good.size());
  }
  return 0;
}

void PathScorer::Rate(std::span<Path* const> paths) const {
  if (paths.empty()) return;
  std::vector<Candidate> candidates;
  for (const Path* path : paths) candidates.push_back(source_.AsCandidate(*path));
  std::vector<Score> scores = scorer_.Rate(source_.question(), candidates, source_.context());
  for (Score& score : scores) score = WithoutNan(std::move(score));
  const std::vector<double> totals = VoteWeights(scores, scorer_.Scale());
  for (size_t i = 0; i < paths.size(); ++i) {
    std::vector<double>& values = paths[i]->values;
    const bool by_step = !scores[i].abstained && scorer_.Scale() == ScoreScale::kProbability &&
                         scores[i].steps.size() == paths[i]->steps();
    if (by_step) values = scores[i].steps;
    values.resize(std::max<size_t>(paths[i]->steps(), 1), totals[i]);
    if (!by_step) values.back() = totals[i];
  }
}

double PathScorer::Value(const Path& path) const {
  return path.steps() == 0 ? 0 : AggregateOf(path.values, how_);
}

double PathScorer::LogWeight(const Path& path) const {
  const double value = Value(path);
  if (scorer_.Scale() != ScoreScale::kProbability) return std::log(std::max(value, kSmallest));
  const double odds = std::clamp(value, kSmallest, 1 - kSmallest);
  return std::log(odds) - std::log1p(-odds);
}

}  // namespace ponder
