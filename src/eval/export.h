// Logs of a study in the layout of other programs, so that their viewers and scripts read them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "eval/record.h"

namespace ponder {

// Layout of lm-evaluation-harness: below `folder` one folder a model and method, in it
// results_TIME.json and samples_TASK_TIME.jsonl. Returns the files written.
std::vector<std::filesystem::path> ExportLmEval(const std::vector<EvalRecord>& records,
                                                const std::filesystem::path& folder,
                                                const std::string& time);

// Inspect's: a TIME_TASK_ID.json log for every model, method and task.
std::vector<std::filesystem::path> ExportInspect(const std::vector<EvalRecord>& records,
                                                 const std::filesystem::path& folder,
                                                 const std::string& time);

// `time` says when the study was run, in UTC: "2026-11-25T10:30:00". Both throw kUnavailable for
// what cannot be written, naming the file.

}  // namespace ponder
