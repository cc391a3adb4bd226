// How well scorers choose, as JSON: each estimate is {"value", "low", "high"}, null where there is
// nothing to compute it from.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "eval/verifier.h"

namespace ponder {

nlohmann::ordered_json VerifierFiguresJson(const VerifierFigures& figures);

// The whole report. `leads` is the name under which the leads of the first scorer stand; "": they
// are left out.
nlohmann::ordered_json VerifierJson(const VerifierReport& report, const std::string& leads = "");

}  // namespace ponder
