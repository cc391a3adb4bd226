// What a study says, in sentences. Intervals judge, not points.
#pragma once

#include <string>
#include <vector>

#include "eval/summary.h"

namespace ponder {

// What helped, what it costs, and what more tokens buy: for each model of the group.
std::vector<std::string> Verdicts(const SummaryGroup& group, const SummaryOptions& options);

// How many comparisons there are, and how many of them chance alone makes look clear. "" where
// there are none.
std::string ComparisonNote(const Summary& summary);

}  // namespace ponder
