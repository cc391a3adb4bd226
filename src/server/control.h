// POST /v1/chat/completions/control: think_more, finish_thinking or cancel a call that runs.
#pragma once

#include "server/json_object.h"
#include "server/live_calls.h"

namespace ponder {

// Throws kInvalidRequest for a wrong body, kNotFound where no such call runs or waits, and
// kUnsupported where its method cannot be steered.
Json ControlReply(const Json& body, LiveCalls& calls);

}  // namespace ponder
