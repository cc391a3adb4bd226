// Reports of tasks under attack: parts of the reports of a study. All are "" for an empty summary.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "eval/robustness/robust_summary.h"
#include "eval/words.h"

namespace ponder {

std::string TerminalRobustness(const RobustSummary& summary, const Words& words = Words());
// Sections.
std::string MarkdownRobustness(const RobustSummary& summary, const Words& words = Words());
std::string HtmlRobustness(const RobustSummary& summary, const Words& words = Words());
// One line a task, strength and defender, with a header; nothing rounded.
std::string CsvRobustness(const RobustSummary& summary);
// A list of groups.
nlohmann::ordered_json RobustnessJson(const RobustSummary& summary);

}  // namespace ponder
