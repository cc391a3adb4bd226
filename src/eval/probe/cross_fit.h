// Fitting a probe to sampled answers, and judging each answer by a probe that never saw its
// question.
#pragma once

#include <cstdint>
#include <vector>

#include "eval/probe/samples.h"
#include "scorer/probe_fit.h"

namespace ponder {

struct ProbeSettings {
  ProbeFitOptions fit;
  int folds = 5;      // parts of the questions that are judged in turn
  double part = 1;    // share of the questions to train on that are used
  uint64_t seed = 0;  // which question falls where
};

inline constexpr int64_t kFewestProbeQuestions = 3;  // to train on, to stop early, to judge

// One score an answer of a question, from 0 to 1.
using ProbeScores = std::vector<std::vector<double>>;

// Each fold is judged by a probe fitted to the others: a fifth of their questions is for early
// stopping and calibration, the rest to train on. Throws kInvalidRequest where there are fewer than
// kFewestProbeQuestions with answers, or where a fold has only right or only wrong ones to train
// on.
ProbeScores CrossFit(const std::vector<ProbeQuestion>& questions, int width,
                     const ProbeSettings& settings);

// The probe that is kept: fitted to all questions, a fifth of which is for early stopping and
// calibration.
ProbeFit FitToAll(const std::vector<ProbeQuestion>& questions, int width,
                  const ProbeSettings& settings);

}  // namespace ponder
