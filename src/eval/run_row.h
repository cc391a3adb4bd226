// One row of a study: the request that asks it, and the record of what came of it.
#pragma once

#include <stop_token>
#include <string>

#include "eval/plan.h"
#include "eval/record.h"
#include "ponder/runner.h"

namespace ponder {

Request MakeRequest(const Study& study, const EvalRow& row);

// Judges the result by the task.
EvalRecord MakeRecord(const Study& study, const std::string& model, const EvalRow& row,
                      const RunResult& result);

// Of a run that failed: `what` says how.
EvalRecord MakeErrorRecord(const Study& study, const std::string& model, const EvalRow& row,
                           const std::string& what);

}  // namespace ponder
