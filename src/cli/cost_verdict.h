// A comparison of costs, told to people and as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/console.h"
#include "cli/cost_pair.h"

namespace ponder {

void PrintComparison(Console& console, const CostPair& pair, const CostComparison& comparison);
nlohmann::ordered_json ComparisonJson(const CostPair& pair, const CostComparison& comparison);

}  // namespace ponder
