// What can be found wrong with a request before a token is spent.
#pragma once

#include "ponder/runner.h"

namespace ponder {

// Throws kInvalidRequest naming the field, or kUnsupported when the engine cannot do it.
void CheckRequest(const Request& request, const MethodInfo& method, const EngineInfo& engine);

// Throws kUnsupported when the engine cannot compute what the scorer looks at, and kInvalidRequest
// when the question does not bring it.
void CheckNeeds(const std::string& scorer, const ScorerNeeds& needs, const Request& request,
                const EngineInfo& engine);

}  // namespace ponder
