// The log of a study: DIR/log.jsonl, append-only, one record a line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "eval/record.h"

namespace ponder {

struct EvalLog {
  // In the order of the file. Of records with one key the last one counts: errors are run again.
  std::vector<EvalRecord> records;
  uint64_t whole_bytes = 0;  // without a last line that was cut short
};

// A last line without its line break is what a kill leaves, and is passed over. Any other line that
// cannot be read throws kInvalidRequest with file, line and field. No such file: an empty log.
EvalLog ReadEvalLog(const std::filesystem::path& file);

inline std::filesystem::path LogFile(const std::filesystem::path& folder) {
  return folder / "log.jsonl";
}

// Appends lines, each in one write. Not thread-safe.
class LogWriter {
 public:
  // Goes on after `whole_bytes`: what lies beyond is cut off. Throws kUnavailable.
  LogWriter(std::filesystem::path file, uint64_t whole_bytes);
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // Throws kUnavailable when the line cannot be written whole; the file is then as before.
  void Append(const std::string& line);
  // To the disk, not only to the system.
  void Sync();

 private:
  [[noreturn]] void Fail(const std::string& what) const;

  std::filesystem::path file_;
  int descriptor_ = -1;
  uint64_t bytes_ = 0;
};

}  // namespace ponder
