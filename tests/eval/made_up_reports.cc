// made_up_reports FOLDER: writes every report and export of a made-up study below FOLDER.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "eval/export.h"
#include "eval/made_up_study.h"
#include "eval/report.h"

namespace {

namespace fs = std::filesystem;

void Write(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
}

void WriteAll(const fs::path& folder) {
  const std::vector<ponder::EvalRecord> records = ponder::MadeUpStudy();
  const ponder::Summary summary =
      ponder::Summarize(records, {.baseline = "", .target = 0.6, .seed = 0});
  const ponder::ReportHead head{"A made-up study", "ponder eval made-up.yaml --seed 0",
                                "Nobody ran this. Two cores, 24 GiB."};
  fs::create_directories(folder);
  Write(folder / "report.txt", ponder::TerminalReport(summary));
  Write(folder / "report.md", ponder::MarkdownReport(summary, head));
  Write(folder / "report.html", ponder::HtmlReport(summary, head));
  Write(folder / "report.csv", ponder::CsvReport(summary));
  Write(folder / "report.json", ponder::JsonReport(summary, head));
  ponder::ExportLmEval(records, folder / "lm_eval", "2026-11-25T10:30:00");
  ponder::ExportInspect(records, folder / "inspect", "2026-11-25T10:30:00");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: made_up_reports FOLDER\n";
    return 2;
  }
  try {
    WriteAll(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
