// Results and events as JSON text. Bytes that are not UTF-8 are replaced.
#pragma once

#include <string>

#include "ponder/runner.h"

namespace ponder {

// One object with the fields of docs/ask.schema.json, on one line.
std::string ToJson(const RunResult& result);

// One object with "event" and the fields of the event, on one line.
std::string ToJson(const Event& event);

}  // namespace ponder
