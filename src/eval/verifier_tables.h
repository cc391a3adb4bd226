// How well scorers choose, as tables.
#pragma once

#include <string>

#include "eval/table.h"
#include "eval/verifier.h"
#include "eval/words.h"

namespace ponder {

std::string AreaText(const Estimate& area);    // "0.76 [0.73, 0.79]"; "-" without pairs
std::string ShareText(const Estimate& share);  // "61.5 [54.0, 68.5]", in percent
std::string GainText(const Estimate& gain);    // "+8.0 [+2.0, +14.0]", in points

// Fewer answers of each question, a row a number of them: how often the vote of so many is right,
// by majority and weighted by each scorer.
Table FewerTable(const VerifierReport& report, const Words& words = Words());

}  // namespace ponder
