// Tables of a report on robustness.
#pragma once

#include <string>
#include <vector>

#include "eval/report_tables.h"
#include "eval/robustness/robust_summary.h"
#include "eval/words.h"

namespace ponder {

// One line a defender, one column a strength: attack / right / other / no answer, in percent.
Table ShortSplitTable(const RobustGroup& group, const Words& words);
// One line a strength and defender, with everything.
Table LongSplitTable(const RobustGroup& group, const Words& words);
// What more compute does: one line a group and strength.
Table FitTable(const RobustSummary& summary, const Words& words);
// Heat maps, long runs and think_less, those that say something.
std::vector<ReportTable> FurtherRobustTables(const RobustGroup& group, const Words& words);

// What a group says, in sentences; intervals judge, not points.
std::vector<std::string> RobustVerdicts(const RobustGroup& group, const Words& words);
// What the columns mean.
std::vector<std::string> RobustNotes(const RobustSummary& summary, const Words& words);

// "sums.many_shot.42, smollm2-135m: 20 problems"
std::string RobustHeading(const RobustGroup& group, const Words& words);

}  // namespace ponder
