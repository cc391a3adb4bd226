// A success as a function of compute: logistic regression on one number.
#pragma once

#include <optional>
#include <span>

#include "eval/statistics.h"

namespace ponder {

// Trials at one place, and how many of them were a success.
struct LogisticPoint {
  double x = 0;
  double successes = 0;
  double trials = 0;
};

struct LogisticFit {
  double intercept = 0;  // log odds at x = 0
  double slope = 0;      // of the log odds
  Interval slope_interval;

  double ShareAt(double x) const;
  // Where the share is this; infinite for a slope of 0.
  double WhereShareIs(double share) const;
};

// Firth's fit (1993, Biometrika 80): maximum likelihood with Jeffreys' prior, which stays finite
// where all trials of some places agree, and is less biased with few trials. The interval is that
// of the profile of the penalised likelihood, for 95 % (Heinze and Schemper 2002, Statistics in
// Medicine 21). Trials count as independent. nullopt unless there are trials at two places.
std::optional<LogisticFit> FitLogistic(std::span<const LogisticPoint> points);

}  // namespace ponder
