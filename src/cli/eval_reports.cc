#include "cli/eval_reports.h"

#include <fstream>

#include "eval/folder.h"
#include "eval/report.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

ReportHead HeadOf(const fs::path& folder) {
  const fs::path plain = folder.has_filename() ? folder : folder.parent_path();
  std::string machines;
  for (const std::string& machine : StudyMachines(folder)) {
    machines += (machines.empty() ? "Measured on " : "; ") + machine;
  }
  return {.title = plain.filename().string(),
          .command = "ponder eval " + (plain / "study.json").string() + " --out OTHER_FOLDER",
          .machine = machines};
}

void WriteFile(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw Error(ErrorCode::kUnavailable, file.string() + " cannot be written");
}

}  // namespace

void PrintReport(Console& console, const std::vector<EvalRecord>& records,
                 const SummaryOptions& options, const fs::path& folder, bool json) {
  const Summary summary = Summarize(records, options);
  console.out << (json ? JsonReport(summary, HeadOf(folder)) : TerminalReport(summary));
}

void WriteReports(const std::vector<EvalRecord>& records, const fs::path& folder) {
  const Summary summary = Summarize(records);
  const ReportHead head = HeadOf(folder);
  WriteFile(folder / "report.md", MarkdownReport(summary, head));
  WriteFile(folder / "report.html", HtmlReport(summary, head));
  WriteFile(folder / "report.csv", CsvReport(summary));
  WriteFile(folder / "report.json", JsonReport(summary, head));
}

}  // namespace ponder
