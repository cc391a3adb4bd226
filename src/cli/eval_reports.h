// Reports of a study's folder, on the console and as files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/console.h"
#include "eval/record.h"
#include "eval/summary.h"

namespace ponder {

// The language that the questions were asked in.
Language LanguageOf(const std::vector<EvalRecord>& records);

// The report as people read it, or as one JSON object.
void PrintReport(Console& console, const std::vector<EvalRecord>& records,
                 const SummaryOptions& options, const std::filesystem::path& folder, bool json);

// report.md and report.html, in the language of the questions, report.csv and report.json in the
// folder. Throws kUnavailable.
void WriteReports(const std::vector<EvalRecord>& records, const std::filesystem::path& folder);

}  // namespace ponder
