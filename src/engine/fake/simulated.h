// A policy whose answers are chains of steps that are right or wrong by chance, and a scorer of
// known quality: to see what a search does when what is true is known.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "ponder/engine.h"
#include "ponder/random.h"

namespace ponder {

struct SimulatedPolicy {
  int steps = 6;        // of a chain; then comes "#### N"
  double right = 0.85;  // chance that a step is right
  double repair = 0;    // chance that a step makes a wrong chain right again
  int mistakes = 6;     // different wrong answers, the first the most frequent
};

// Right chains end in "#### 1". A step is a paragraph: "+" or "-" (the chain is right or wrong so
// far) and a word that tells siblings apart. Sample at temperature 1 without filters. Thread-safe.
std::unique_ptr<Engine> MakeSimulatedPolicy(const SimulatedPolicy& policy);

// Whether a chain is right as far as it goes.
bool SimulatedIsRight(std::string_view chain);

// The probability that a scorer gives a chain: from a normal variable whose mean is one of two,
// apart by what makes the area under its curve `auc` (0.5 to 1). The same chain gets the same
// score from the same `noise`.
double SimulatedScore(std::string_view chain, double auc, const RandomStream& noise);

}  // namespace ponder
