// How callers ask a scorer.
#pragma once

#include <span>
#include <vector>

#include "ponder/method.h"

namespace ponder {

// What the scorer says of the candidates, one score each, in order. A score that is no number
// counts as an abstention.
std::vector<Score> RateAll(Scorer& scorer, const Question& question,
                           std::span<const Candidate> candidates, Context& context);

// Its scores say which of the candidates of one call are better; those of different calls cannot be
// compared.
bool OnlyCompares(const Scorer& scorer);

}  // namespace ponder
