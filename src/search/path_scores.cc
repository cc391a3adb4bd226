#include "search/path_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "scorer/ratings.h"
#include "search/vote.h"

namespace ponder {
namespace {

constexpr double kEdge = 1e-7;  // probabilities are kept away from 0 and 1 by this

}  // namespace

void PathScorer::Rate(std::span<Path* const> paths) const {
  if (paths.empty()) return;
  std::vector<size_t> first;  // of the paths that a scorer must see
  std::vector<size_t> place;  // of each path's score
  const bool alone = scorer_.RatesAlone();
  for (size_t i = 0; i < paths.size(); ++i) {
    const auto original = std::ranges::find_if(
        first, [&](size_t f) { return alone && paths[i]->IsCopyOf(*paths[f]); });
    place.push_back(static_cast<size_t>(original - first.begin()));
    if (original == first.end()) first.push_back(i);
  }
  std::vector<Candidate> candidates;
  for (const size_t i : first) candidates.push_back(source_.AsCandidate(*paths[i]));
  const std::vector<Score> rated =
      RateAll(scorer_, source_.question(), candidates, source_.context());
  std::vector<Score> scores;
  for (const size_t p : place) scores.push_back(rated[p]);
  std::vector<double> totals = ScoreTotals(scores, scorer_.Scale());
  if (scorer_.Scale() == ScoreScale::kLog) {
    for (double& total : totals) total = std::exp(total);
  }
  for (size_t i = 0; i < paths.size(); ++i) {
    paths[i]->unrated = scores[i].abstained;
    paths[i]->ahead.reset();
    std::vector<double>& values = paths[i]->values;
    const bool by_step = !scores[i].abstained && scorer_.Scale() == ScoreScale::kProbability &&
                         scores[i].steps.size() == paths[i]->steps();
    paths[i]->rated_by_step = by_step;
    if (by_step) values = scores[i].steps;
    values.resize(std::max<size_t>(paths[i]->steps(), 1), totals[i]);
    if (!by_step) values.back() = totals[i];
  }
}

double PathScorer::Value(const Path& path) const {
  if (path.ahead) return *path.ahead;
  return path.steps() == 0 || path.values.empty() ? 0 : AggregateSteps(path.values, how_);
}

bool PathScorer::Compares() const { return OnlyCompares(scorer_); }

bool PathScorer::SaysHowGood(const Path& path) const {
  return !path.unrated && scorer_.Scale() != ScoreScale::kRank;
}

double PathScorer::LogWeight(const Path& path) const {
  const double value = Value(path);
  if (scorer_.Scale() != ScoreScale::kProbability) {
    return std::log(std::max(value, std::numeric_limits<double>::min()));
  }
  const double odds = std::clamp(value, kEdge, 1 - kEdge);
  return std::log(odds) - std::log1p(-odds);
}

}  // namespace ponder
