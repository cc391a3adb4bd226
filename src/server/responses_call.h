// The body of POST /v1/responses in the words of chat completions.
#pragma once

#include "server/json_object.h"

namespace ponder {

// Throws kInvalidRequest or kUnsupported with the field's path. Nothing is kept between calls, so
// what refers to an earlier one is refused.
Json ChatBodyOf(const Json& responses);

}  // namespace ponder
