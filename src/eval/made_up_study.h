// A study that nobody ran, with everything in it that reports and exports have to show: two models,
// a task with levels and one without, several budgets and samples, limits that were hit, replies
// without an answer, runs that failed. For tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eval/record.h"

namespace ponder {

// `questions` a task; the same every time.
std::vector<EvalRecord> MadeUpStudy(int questions = 60);

// A run of a task under attack, as the harness would write it. `outcome`: "attack" (it succeeded),
// "right", "other" or "none" (no answer).
EvalRecord MadeUpAttack(const std::string& task, int problem, int strength,
                        const std::string& method, const std::string& outcome, int64_t tokens);

}  // namespace ponder
