// How well a scorer tells right answers from wrong ones, and what choosing by it is worth.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eval/statistics.h"
#include "ponder/scorer.h"

namespace ponder {

// One question's sampled answers: how each counts in a vote ("" has no vote) and whether it is
// right.
struct JudgedAnswer {
  std::string key;
  bool right = false;
};
using JudgedQuestion = std::vector<JudgedAnswer>;

// Whether the answer with the most weight behind it is right. Answers that have no vote or a
// negative weight are passed over; ties go to the first. As search/vote.h chooses, on what a log
// keeps.
bool VoteIsRight(const JudgedQuestion& question, const std::vector<double>& weights);

// What one scorer says of them: scores[question][answer].
struct VerifierScores {
  std::string name;
  ScoreScale scale = ScoreScale::kProbability;
  std::vector<std::vector<Score>> scores;
  bool alone = true;  // Scorer::RatesAlone
};

// Intervals are bootstraps over questions.
struct VerifierFigures {
  std::string name;
  Estimate auc_all;     // a right answer above a wrong one, of whatever questions
  Estimate auc_within;  // of one question: what best-of-n needs
  Estimate best;        // accuracy of the answer with the highest score
  Estimate weighted;    // accuracy of the vote in which answers weigh as best_of_n weighs them
  Estimate gain;        // weighted minus majority, on the same questions
};

// How much better the first scorer is than another one, on the same questions.
struct VerifierLead {
  std::string over;
  Estimate auc_within;
  Estimate best;
  Estimate weighted;
};

inline constexpr const char* kMajority = "majority";  // the plain vote among the rows

// What choosing among fewer answers comes to: the mean over a question's runs of n answers. Scorers
// that do not rate alone have none: they would have said other things of fewer answers.
struct VerifierRow {
  int n = 0;
  std::string name;
  Estimate best;
  Estimate weighted;
};

struct VerifierReport {
  int64_t questions = 0;
  int64_t mixed = 0;  // of these, with right and wrong answers
  int64_t answers = 0;
  int64_t right = 0;
  int64_t pairs = 0;  // of a right and a wrong answer to one question
  Estimate one;       // accuracy of one answer
  Estimate majority;
  Estimate any;  // some answer is right: the most that choosing can reach
  std::vector<VerifierFigures> scorers;
  std::vector<VerifierLead> leads;  // of the first scorer over each of the others
  std::vector<VerifierRow> rows;    // n = 1, 2, 4 ... up to the fewest answers of a question; for
                                    // each, kMajority (its best is one answer) and the scorers
};

// Questions without answers are left out. What abstains counts as the scale's neutral score (see
// ScoreTotals); of equal scores half a pair is won, and the first answer is the best.
VerifierReport CompareVerifiers(const std::vector<JudgedQuestion>& questions,
                                const std::vector<VerifierScores>& scorers, uint64_t seed = 0);

// Whether probabilities mean what they say.
struct CalibrationBin {
  int64_t count = 0;
  double said = 0;   // mean probability
  double right = 0;  // share of right answers
};
struct CalibrationReport {
  double brier = 0;                  // mean of (probability - outcome)^2
  double brier_of_rate = 0;          // of saying the share of right answers every time
  double expected_error = 0;         // mean over answers of |said - right| of their bin
  std::vector<CalibrationBin> bins;  // ten of equal width, empty ones left out
};
CalibrationReport MeasureCalibration(const std::vector<JudgedQuestion>& questions,
                                     const VerifierScores& scorer);

}  // namespace ponder
