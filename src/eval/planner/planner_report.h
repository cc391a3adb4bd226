// What a planner's training came to, for people and programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "eval/planner/planner_evaluation.h"

namespace ponder {

// "80 questions of word_problems: 9.1 % right with one answer; ...", for PlannerTable::about.
std::string AboutPlanner(const std::string& tasks, const PlannerReport& report);

// `slack`: as in PlanRule.
std::string PlannerReportText(const PlannerReport& report, const PlannerTable& table,
                              Binning binning, double slack);
nlohmann::ordered_json PlannerReportJson(const PlannerReport& report, const PlannerTable& table,
                                         Binning binning);

}  // namespace ponder
