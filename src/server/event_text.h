// Server-sent events as text.
#pragma once

#include <string>

#include "server/json_object.h"

namespace ponder {

// "data: ...\n\n"
inline std::string ServerSentEvent(const Json& json) {
  return "data: " + json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n\n";
}

}  // namespace ponder
