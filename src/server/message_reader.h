// Chat turns of a request.
#pragma once

#include <vector>

#include "ponder/engine.h"
#include "server/json_object.h"

namespace ponder {

// `list` is the field "messages". Throws kInvalidRequest with the path of what is wrong.
std::vector<Message> ReadMessages(const Json& list);

}  // namespace ponder
