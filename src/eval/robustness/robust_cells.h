// The cells of a group: one strength of the attack against one defender.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "eval/robustness/robust_summary.h"

namespace ponder {

// A problem as one sample of one defender meets it, under whatever attack: model, victim, problem,
// method, budget and sample.
using Meeting = std::tuple<std::string, std::string, std::string, std::string, int64_t, int>;
using MeetingSet = std::set<Meeting>;

// Those that were right at strength 0 of any attack.
MeetingSet RightWithoutAttack(const std::vector<EvalRecord>& records);

// The defenders of a group's records, by tokens.
void FindDefenders(RobustGroup& group);
// For all strengths and defenders of the group.
void FillCells(RobustGroup& group, const MeetingSet& clean_right);

}  // namespace ponder
