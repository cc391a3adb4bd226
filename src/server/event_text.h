// Server-sent events as text.
#pragma once

#include <string>

#include "server/json_object.h"

namespace ponder {

// "data: ...\n\n"
inline std::string ServerSentEvent(const Json& json) { return "data: " + JsonText(json) + "\n\n"; }

}  // namespace ponder
