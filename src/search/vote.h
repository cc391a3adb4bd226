// Votes on short answers.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ponder/method.h"

namespace ponder {

// One answer and who stands behind it. Equal answers are found on canonical forms.
struct Standing {
  std::string key;    // canonical
  std::string shown;  // as the first candidate wrote it
  double weight = 0;
  int votes = 0;
  size_t first = 0;  // lowest candidate with this answer: it wins ties
};

// Leader first. Candidates without an answer do not vote; nor do those whose weight is negative.
// `weights` is empty for one vote each.
std::vector<Standing> Tally(const Question& question, std::span<const Candidate> candidates,
                            std::span<const double> weights = {});

// For the VoteChanged event.
std::vector<std::pair<std::string, double>> Shown(const std::vector<Standing>& standings);

// Scores that can be compared, more is better: as they are, or for ranks a Borda count
// (n - rank)^0.5. Who abstained counts as a neutral score: the mean of the others for probabilities
// and ranks, 0 for logarithms.
std::vector<double> ScoreTotals(std::span<const Score> scores, ScoreScale scale);

// Weights under which scores of equal answers can be added: the totals, and of logarithms
// exp(total) over that of the largest, so that low ones do not all come to 0.
std::vector<double> VoteWeights(std::span<const Score> scores, ScoreScale scale);

// The leader's first candidate; -1 when nobody has an answer.
int LeadingCandidate(const std::vector<Standing>& standings);

}  // namespace ponder
