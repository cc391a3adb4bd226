#include "eval/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

// A run that was killed holds its lock until the system has taken its memory back.
constexpr std::chrono::seconds kPatience{2};
constexpr const char* kRunsFile = "runs.jsonl";

fs::path StudyFile(const fs::path& folder) { return folder / "study.json"; }

// Whole or not at all: a kill between must not leave half a study.
void WriteWhole(const fs::path& file, const std::string& text) {
  fs::path part = file;
  part += ".part";
  std::ofstream out(part, std::ios::binary);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(part, file, error);
  if (out && !error) return;
  throw Error(ErrorCode::kUnavailable, file.string() + " cannot be written");
}

// The settings that must not change in a folder, as text for messages.
std::vector<std::pair<std::string, std::string>> FixedSettings(const Study& study) {
  return {{"seed", std::to_string(study.seed)},
          {"shots", std::to_string(study.shots)},
          {"max_tokens", std::to_string(study.max_tokens)},
          {"temperature", std::to_string(study.temperature)},
          {"language", std::string(LanguageCode(study.language))},
          {"data", study.data.string()},
          {"raters", RatersText(study)},
          {"judge_model", study.judge_model},
          {"attacker_model", study.attacker_model}};
}

}  // namespace

StudyFolder::StudyFolder(fs::path folder, const Study& study) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) {
    throw Error(ErrorCode::kUnavailable,
                "folder " + folder_.string() + " cannot be made: " + error.message());
  }
  CheckStudy(study);
  Lock();
  EvalLog log = ReadEvalLog(LogFile(folder_));
  records_ = std::move(log.records);
  for (size_t i = 0; i < records_.size(); ++i) places_[records_[i].key] = i;
  log_.emplace(LogFile(folder_), log.whole_bytes);
  WriteWhole(StudyFile(folder_), StudyText(study));
}

StudyFolder::~StudyFolder() {
  if (lock_ >= 0) close(lock_);
}

void StudyFolder::Lock() {
  const fs::path file = folder_ / "lock";
  lock_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) {
    throw Error(ErrorCode::kUnavailable, file.string() + " cannot be written");
  }
  const auto until = std::chrono::steady_clock::now() + kPatience;
  do {
    if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  } while (std::chrono::steady_clock::now() < until);
  close(std::exchange(lock_, -1));
  throw Error(ErrorCode::kUnavailable, "folder " + folder_.string() +
                                           " is in use by another run; wait for it, or give "
                                           "another folder with --out");
}

void StudyFolder::CheckStudy(const Study& study) const {
  std::error_code error;
  if (!fs::exists(StudyFile(folder_), error)) return;
  const auto before = FixedSettings(MakeStudy(ReadStudyFile(StudyFile(folder_))));
  const auto now = FixedSettings(study);
  for (size_t i = 0; i < now.size(); ++i) {
    if (now[i] == before[i]) continue;
    throw Error(ErrorCode::kInvalidRequest, "folder " + folder_.string() + " holds a study with " +
                                                now[i].first + " \"" + before[i].second +
                                                "\", not \"" + now[i].second +
                                                "\"; give another folder with --out");
  }
}

bool StudyFolder::Has(const std::string& key) const {
  const auto place = places_.find(key);
  return place != places_.end() && records_[place->second].stop != StopReason::kError;
}

void StudyFolder::Add(EvalRecord record) {
  log_->Append(RecordLine(record));
  const auto [place, fresh] = places_.emplace(record.key, records_.size());
  if (fresh) {
    records_.push_back(std::move(record));
  } else {
    records_[place->second] = std::move(record);
  }
}

void StudyFolder::NoteRun(const std::string& json) {
  std::ofstream(folder_ / kRunsFile, std::ios::app) << json + "\n" << std::flush;
}

void StudyFolder::Sync() { log_->Sync(); }

std::vector<EvalRecord> ReadStudyRecords(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(LogFile(folder), error)) {
    throw Error(ErrorCode::kNotFound,
                "folder " + folder.string() + " holds no study: there is no log.jsonl in it");
  }
  return ReadEvalLog(LogFile(folder)).records;
}

std::vector<std::string> StudyMachines(const fs::path& folder) {
  std::vector<std::string> machines;
  std::ifstream runs(folder / kRunsFile);
  for (std::string line; std::getline(runs, line);) {
    const auto run = nlohmann::json::parse(line, nullptr, false);
    if (!run.is_object()) continue;  // cut by a kill
    const auto found = run.find("machine");
    if (found == run.end() || !found->is_string()) continue;
    const std::string machine = *found;
    if (std::ranges::find(machines, machine) == machines.end()) machines.push_back(machine);
  }
  return machines;
}

}  // namespace ponder
