// Methods and scorers as lists and pages for people.
#pragma once

#include <string>

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {

// One line each: name, aliases, summary.
std::string MethodList();
std::string ScorerList();
// All about one: summary, source, every option with type, range, default and help.
std::string MethodPage(const MethodInfo& method);
std::string ScorerPage(const ScorerInfo& scorer);

}  // namespace ponder
