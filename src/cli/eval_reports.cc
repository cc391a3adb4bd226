#include "cli/eval_reports.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "eval/folder.h"
#include "eval/report.h"
#include "eval/robustness/robust_report.h"
#include "eval/words.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

ReportHead HeadOf(const fs::path& folder, const Words& words = Words()) {
  const fs::path plain = folder.has_filename() ? folder : folder.parent_path();
  std::string machines;
  for (const std::string& machine : StudyMachines(folder)) {
    machines += (machines.empty() ? "" : "; ") + machine;
  }
  return {.title = plain.filename().string(),
          .command =
              "ponder eval " + (plain / "study.json").string() + " --out " + words("OTHER_FOLDER"),
          .machine = machines.empty() ? "" : words("Measured on {}", machines)};
}

// Tasks under attack have a report of their own.
struct Parts {
  Summary plain;
  RobustSummary attacked;  // points into the records
};

Parts Summarized(const std::vector<EvalRecord>& records, const SummaryOptions& options) {
  std::vector<EvalRecord> plain;
  std::copy_if(records.begin(), records.end(), std::back_inserter(plain),
               [](const EvalRecord& record) { return !IsUnderAttack(record); });
  return {Summarize(plain, options), SummarizeRobustness(records)};
}

std::string Json(const Parts& parts, const ReportHead& head) {
  const std::string plain = JsonReport(parts.plain, head);
  if (parts.attacked.groups.empty()) return plain;
  auto json = nlohmann::ordered_json::parse(plain);
  json["robustness"] = RobustnessJson(parts.attacked);
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string Terminal(const Parts& parts) {
  const Words words(parts.plain.options.language);
  const std::string attacked = TerminalRobustness(parts.attacked, words);
  if (parts.plain.groups.empty() && !attacked.empty()) return attacked;
  return TerminalReport(parts.plain) + (attacked.empty() ? "" : "\n" + attacked);
}

void WriteFile(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw Error(ErrorCode::kUnavailable, file.string() + " cannot be written");
}

}  // namespace

Language LanguageOf(const std::vector<EvalRecord>& records) {
  return records.empty() ? Language::kEnglish : records.front().language;
}

void PrintReport(Console& console, const std::vector<EvalRecord>& records,
                 const SummaryOptions& options, const fs::path& folder, bool json) {
  const Parts parts = Summarized(records, options);
  console.out << (json ? Json(parts, HeadOf(folder)) : Terminal(parts));
}

void WriteReports(const std::vector<EvalRecord>& records, const fs::path& folder) {
  SummaryOptions options;
  options.language = LanguageOf(records);
  const Words words(options.language);
  const Parts parts = Summarized(records, options);
  const ReportHead head = HeadOf(folder, words);
  WriteFile(folder / "report.md",
            MarkdownReport(parts.plain, head, MarkdownRobustness(parts.attacked, words)));
  WriteFile(folder / "report.html",
            HtmlReport(parts.plain, head, HtmlRobustness(parts.attacked, words)));
  WriteFile(folder / "report.csv", CsvReport(Summarize(records)));
  WriteFile(folder / "report.json", Json(parts, HeadOf(folder)));
  const std::string cells = CsvRobustness(parts.attacked);
  if (!cells.empty()) WriteFile(folder / "robustness.csv", cells);
}

}  // namespace ponder
