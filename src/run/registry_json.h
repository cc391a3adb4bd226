// What methods, scorers and their options are, as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {

nlohmann::ordered_json ToJsonValue(const OptionInfo& option);
nlohmann::ordered_json ToJsonValue(const MethodInfo& method);
nlohmann::ordered_json ToJsonValue(const ScorerInfo& scorer);

}  // namespace ponder
