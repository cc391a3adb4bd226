#include "search/vote.h"

#include <algorithm>
#include <cmath>

namespace ponder {
namespace {

double MeanOfRated(std::span<const Score> scores) {
  double sum = 0;
  int rated = 0;
  for (const Score& score : scores) {
    if (score.abstained) continue;
    sum += score.total;
    ++rated;
  }
  return rated == 0 ? 1 : sum / rated;
}

// (n - rank)^0.5 with rank 0 for the best; equal scores share the better rank.
std::vector<double> Borda(const std::vector<double>& totals) {
  std::vector<double> weights;
  for (double total : totals) {
    const auto better = std::count_if(totals.begin(), totals.end(),
                                      [total](double other) { return other > total; });
    weights.push_back(std::sqrt(static_cast<double>(totals.size()) - static_cast<double>(better)));
  }
  return weights;
}

}  // namespace

std::vector<Standing> Tally(const Question& question, std::span<const Candidate> candidates,
                            std::span<const double> weights) {
  std::vector<Standing> standings;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (!candidates[i].final || weight < 0) continue;
    std::string key = question.VoteKey(*candidates[i].final);
    auto found = std::find_if(standings.begin(), standings.end(),
                              [&key](const Standing& standing) { return standing.key == key; });
    if (found == standings.end()) {
      found = standings.insert(standings.end(), {std::move(key), *candidates[i].final, 0, 0, i});
    }
    found->weight += weight;
    ++found->votes;
  }
  std::stable_sort(standings.begin(), standings.end(), [](const Standing& a, const Standing& b) {
    return a.weight > b.weight;  // ties stay in order of first appearance
  });
  return standings;
}

std::vector<std::pair<std::string, double>> Shown(const std::vector<Standing>& standings) {
  std::vector<std::pair<std::string, double>> shown;
  for (const Standing& standing : standings) shown.emplace_back(standing.shown, standing.weight);
  return shown;
}

std::vector<double> ScoreTotals(std::span<const Score> scores, ScoreScale scale) {
  const double neutral = scale == ScoreScale::kLog ? 0 : MeanOfRated(scores);
  std::vector<double> totals;
  for (const Score& score : scores) totals.push_back(score.abstained ? neutral : score.total);
  return scale == ScoreScale::kRank ? Borda(totals) : totals;
}

std::vector<double> VoteWeights(std::span<const Score> scores, ScoreScale scale) {
  std::vector<double> weights = ScoreTotals(scores, scale);
  if (scale != ScoreScale::kLog || weights.empty()) return weights;
  const double largest = std::ranges::max(weights);
  for (double& weight : weights) {
    weight = weight == largest ? 1 : std::exp(weight - largest);
  }
  return weights;
}

int LeadingCandidate(const std::vector<Standing>& standings) {
  return standings.empty() ? -1 : static_cast<int>(standings.front().first);
}

}  // namespace ponder
