// Rows whose attack asks a model: the attacker writes a text, the defender answers, until the
// attack has succeeded or its tries are used up.
#pragma once

#include <stop_token>
#include <string>

#include "eval/plan.h"
#include "eval/record.h"
#include "ponder/runner.h"

namespace ponder {

// A further score of such a record: the try that ended it, from 1.
inline constexpr const char* kTriesScore = "tries";

bool IsAttackInLoop(const EvalRow& row);

// The record is that of the last try, with its question as it was asked. Usage and seconds are the
// defender's, over all tries; the attacker's usage is `usage_by_role` "attacker".
EvalRecord RunAttackInLoop(const Study& study, const std::string& model, const EvalRow& row,
                           Runner& defender, Runner& attacker, std::stop_token stop);

}  // namespace ponder
