// What a level of effort, or a number of thinking tokens, makes of a request.
#pragma once

#include <string>
#include <vector>

#include "plan/effort.h"
#include "ponder/runner.h"
#include "server/chat_call.h"

namespace ponder {

// The method, its options and its scorer as the table has them for this level, the kind of answer
// and the model; and the line's limit of a candidate, unless the caller chose one. A scorer that
// the request has stays. Returns warnings. Throws kInvalidRequest or kNotFound for a line whose
// method does not fit.
std::vector<std::string> SetLevel(Effort level, const EffortTable& table, const EngineInfo& engine,
                                  bool limit_chosen, Request& request);

// The same for what a call over HTTP asked. A method that the call names stays: it takes a number
// of thinking tokens where it has an option for it. Adds to the call's template arguments what
// switches the thinking of this model, and to its warnings what could not be honoured.
void ApplyEffort(const EffortTable& table, const EngineInfo& engine, ChatCall& call);

}  // namespace ponder
