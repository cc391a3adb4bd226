// What a study's answers cost, as a table for people and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/console.h"
#include "eval/cost_study.h"
#include "eval/words.h"

namespace ponder {

// Tables of the groups of this task ("": all), and what their columns rest on.
void PrintCosts(Console& console, const CostStudy& study, const std::string& task);
nlohmann::ordered_json CostsJson(const CostStudy& study, const std::string& task);

// In the language of the console's messages.
Words ReportWords(const Console& console);

// A number of JSON; null where it is not known or has no bound.
nlohmann::ordered_json JsonNumber(double value);
nlohmann::ordered_json JsonPair(Interval interval);

// Throws kNotFound where the study has no such task.
void CheckTask(const CostStudy& study, const std::string& task);

}  // namespace ponder
