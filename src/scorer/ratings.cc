#include "scorer/ratings.h"

#include <algorithm>
#include <cmath>

namespace ponder {

std::vector<Score> RateAll(Scorer& scorer, const Question& question,
                           std::span<const Candidate> candidates, Context& context) {
  std::vector<Score> scores = scorer.Rate(question, candidates, context);
  for (Score& score : scores) {
    const bool bad = std::isnan(score.total) ||
                     std::ranges::any_of(score.steps, [](double step) { return std::isnan(step); });
    if (bad) score = {.steps = {}, .abstained = true};
  }
  return scores;
}

bool OnlyCompares(const Scorer& scorer) {
  return !scorer.RatesAlone() || scorer.Scale() == ScoreScale::kRank;
}

}  // namespace ponder
