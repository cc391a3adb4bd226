// Methods and scorers as lists and pages: text for people, JSON for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {

nlohmann::ordered_json ToJsonValue(const OptionInfo& option);
nlohmann::ordered_json ToJsonValue(const MethodInfo& method);
nlohmann::ordered_json ToJsonValue(const ScorerInfo& scorer);

// One line each: name, aliases, summary.
std::string MethodList();
std::string ScorerList();
// All about one: summary, source, every option with type, range, default and help.
std::string MethodPage(const MethodInfo& method);
std::string ScorerPage(const ScorerInfo& scorer);

}  // namespace ponder
