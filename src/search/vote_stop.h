// When a vote is safe enough to stop asking.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "search/vote.h"

namespace ponder {

// P(the leader is still ahead when `open` more votes are in), each going to leader or runner-up
// with a chance drawn from Beta(leader + 1, runner_up + 1) (Aggarwal et al. 2023 ask a similar
// question). `wins_ties`: the leader is ahead at equality.
double ChanceToStayAhead(int leader, int runner_up, int open, bool wins_ties);

// The leader of the candidates of `done` stays the leader whatever those of `open` (candidate
// indices, any order) say: nobody can pass it, ties going to the lowest index.
bool CannotBeOvertaken(const std::vector<Standing>& standings, std::span<const size_t> open);

// The leader of candidates 0 .. n-1 stays the leader with at least this probability, `open` others
// to come. At 1 it must be certain. Never without a leader.
bool LeaderIsSafe(const std::vector<Standing>& standings, int open, double threshold);

}  // namespace ponder
