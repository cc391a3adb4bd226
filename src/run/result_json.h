// A result as a JSON value, for those who put it into something larger.
#pragma once

#include <nlohmann/json.hpp>

#include "ponder/runner.h"

namespace ponder {

// The fields of docs/ask.schema.json.
nlohmann::ordered_json ResultJson(const RunResult& result);

}  // namespace ponder
