// The tables of a report.
#pragma once

#include <string>
#include <vector>

#include "eval/summary.h"
#include "eval/table.h"
#include "eval/words.h"

namespace ponder {

struct ReportTable {
  std::string heading;  // "" for the main one
  Table table;
};

// Of one group: the main table, and those of levels, drawn samples, raters, s1's figures, further
// scores and costs by kind, where there is something to say.
std::vector<ReportTable> PageTables(const SummaryGroup& group, const SummaryOptions& options);

// The same with fewer columns.
std::vector<ReportTable> TerminalTables(const SummaryGroup& group, const SummaryOptions& options);

// What the columns mean, a line each.
std::vector<std::string> ReportNotes(const Summary& summary);

// "gsm8k", or "all tasks".
std::string GroupName(const SummaryGroup& group, const Words& words = Words());

}  // namespace ponder
