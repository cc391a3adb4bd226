// How well scorers choose, as JSON: each estimate is {"value", "low", "high"}, null where there is
// nothing to compute it from.
#pragma once

#include <nlohmann/json.hpp>

#include "eval/verifier.h"

namespace ponder {

nlohmann::ordered_json VerifierFiguresJson(const VerifierFigures& figures);

// The whole report. The leads are called after the first scorer: "probe_minus".
nlohmann::ordered_json VerifierJson(const VerifierReport& report);

}  // namespace ponder
