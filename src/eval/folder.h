// The folder of a study: its log, the study itself, and a lock so that two runs do not share it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "eval/log.h"
#include "eval/study.h"

namespace ponder {

// Not thread-safe. Files: log.jsonl (records), runs.jsonl (what each run of the program cost),
// study.json (the study, as a study file), lock.
class StudyFolder {
 public:
  // Makes the folder where there is none, and reads the log. Throws kUnavailable when another run
  // holds it or it cannot be written, and kInvalidRequest when it holds another study: tasks,
  // methods, models, budgets, limit and samples may grow; all else must be as it was.
  StudyFolder(std::filesystem::path folder, const Study& study);
  ~StudyFolder();
  StudyFolder(const StudyFolder&) = delete;
  StudyFolder& operator=(const StudyFolder&) = delete;

  // There is a result for this key; a run that failed has none.
  bool Has(const std::string& key) const;
  // Appends to the log. Throws kUnavailable.
  void Add(EvalRecord record);
  // Appends a line to runs.jsonl.
  void NoteRun(const std::string& json);
  // What was added so far is on the disk.
  void Sync();

  const std::vector<EvalRecord>& records() const { return records_; }
  const std::filesystem::path& path() const { return folder_; }

 private:
  void Lock();
  void CheckStudy(const Study& study) const;

  std::filesystem::path folder_;
  int lock_ = -1;
  std::vector<EvalRecord> records_;
  std::unordered_map<std::string, size_t> places_;  // of keys
  std::optional<LogWriter> log_;
};

// All records of a folder, for reports. Throws kNotFound when there is no log.
std::vector<EvalRecord> ReadStudyRecords(const std::filesystem::path& folder);

// The machines that its runs were made on, each once, in order; empty where no run was finished.
std::vector<std::string> StudyMachines(const std::filesystem::path& folder);

}  // namespace ponder
