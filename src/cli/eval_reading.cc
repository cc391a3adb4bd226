#include "cli/eval_reading.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>

#include "cli/command.h"
#include "cli/eval_reports.h"
#include "eval/export.h"
#include "eval/folder.h"
#include "eval/method_spec.h"
#include "ponder/error.h"

namespace ponder {
namespace {

constexpr const char* kLmEval = "lm-eval";
constexpr const char* kInspect = "inspect";

// When the last record was written, as exports say it: the same however often one is made.
std::string TimeOf(const std::string& folder) {
  struct stat status {};
  std::tm utc{};
  if (stat(LogFile(folder).c_str(), &status) == 0) gmtime_r(&status.st_mtime, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  return text;
}

}  // namespace

void EvalReading::AddTo(CLI::App& app) {
  show_ = app.add_subcommand("show", "report what a folder holds");
  compare_ = app.add_subcommand("compare", "compare two methods on the questions of a folder");
  export_ = app.add_subcommand("export", "write a folder's log in the layout of another program");
  for (CLI::App* sub : {show_, compare_, export_}) {
    sub->add_option("folder", folder_, "of a study")->required()->type_name("FOLDER");
  }
  show_->add_option("--baseline", baseline_, "method that the others are compared with")
      ->type_name("METHOD");
  show_->add_option("--target", target_, "accuracy to reach, in percent: the cheapest way to it")
      ->check(CLI::Range(0.0, 100.0))
      ->type_name("X");
  compare_->add_option("baseline", baseline_, "a method")->required()->type_name("METHOD");
  compare_->add_option("method", method_, "another one")->required()->type_name("METHOD");
  for (CLI::App* sub : {show_, compare_}) {
    sub->add_flag("--json", json_, "print one JSON object");
    sub->add_option("--lang", language_, "language of the report (default: the study's)")
        ->type_name("en|ko");
  }
  export_->add_option("layout", layout_, "whose")
      ->required()
      ->check(CLI::IsMember({kLmEval, kInspect}))
      ->type_name(std::string(kLmEval) + "|" + kInspect);
  export_->add_option("--out", out_, "where to (default FOLDER/LAYOUT)")->type_name("FOLDER");
}

bool EvalReading::Parsed() const {
  return show_->parsed() || compare_->parsed() || export_->parsed();
}

void EvalReading::Check() {
  if (!language_.empty()) ParseUiLanguage(language_);
  records_ = ReadStudyRecords(folder_);
  CheckMethod(baseline_);
  CheckMethod(method_);
}

void EvalReading::CheckMethod(std::string& method) const {
  if (method.empty()) return;
  const auto ran = [&] {
    return std::ranges::any_of(records_, [&](const EvalRecord& r) { return r.method == method; });
  };
  if (ran()) return;  // as the log has it; also a level of effort
  method = ParseMethodSpec(method).Normal();
  if (ran()) return;
  throw Error(ErrorCode::kNotFound, "folder " + folder_ + " has no runs of method " + method);
}

int EvalReading::Run(Console& console) {
  if (export_->parsed()) {
    Export(console);
    return kDone;
  }
  if (compare_->parsed()) {
    std::erase_if(records_, [this](const EvalRecord& record) {
      return record.method != baseline_ && record.method != method_;
    });
  }
  SummaryOptions options;
  options.baseline = baseline_;
  if (target_ >= 0) options.target = target_ / 100;
  options.language = LanguageOf(records_);
  if (!language_.empty()) {
    const bool korean = ParseUiLanguage(language_) == UiLanguage::kKorean;
    options.language = korean ? Language::kKorean : Language::kEnglish;
  }
  PrintReport(console, records_, options, folder_, json_);
  return kDone;
}

void EvalReading::Export(Console& console) const {
  const std::filesystem::path to =
      out_.empty() ? std::filesystem::path(folder_) / layout_ : std::filesystem::path(out_);
  const auto write = layout_ == kInspect ? ExportInspect : ExportLmEval;
  for (const auto& file : write(records_, to, TimeOf(folder_))) {
    console.out << file.string() << "\n";
  }
}

}  // namespace ponder
