// What an answer is worth at the end of a step: how often completions from there come out right
// (Wang et al. 2024, Math-Shepherd, arXiv 2312.08935: soft estimation).
#pragma once

#include <cstdint>
#include <stop_token>

#include "eval/probe/samples.h"
#include "ponder/answer.h"
#include "ponder/runner.h"
#include "task/task.h"

namespace ponder {

inline constexpr int kRolloutPoints = 6;  // an answer, spread evenly over its inner steps

struct RolloutPlan {
  const Request& request;  // that the answer came from
  const Task& task;
  const TaskItem& item;
  int count;  // completions a step
};

// Sets `targets` and `rollouts` of the sample's inner points. The answer itself is one completion
// of each of its steps, drawn like the others, and counts as such. We differ from the paper: the
// policy completes its own answers, and the last point keeps its own outcome. Returns the tokens
// generated.
int64_t AddRollouts(const RolloutPlan& plan, const Candidate& candidate, Engine& engine,
                    ProbeSample& sample, std::stop_token stop);

}  // namespace ponder
