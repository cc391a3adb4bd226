// Samples on disk, so that a probe can be fitted again without sampling, and sampling goes on.
//
// about.json: ProbeAbout. samples.jsonl: one question a line. states.bin: the states of all points
// in the order of the lines, each point's last, mean and step, as the upper half of 32-bit floats
// (bfloat16), little-endian.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eval/log.h"
#include "eval/probe/samples.h"
#include "models/files.h"

namespace ponder {

struct ProbeData {
  ProbeAbout about;
  std::vector<ProbeQuestion> questions;
  int64_t Tokens() const;  // generated
  int64_t Samples() const;
};

// Throws kNotFound when there are none, and kInvalidRequest with file, line and field.
ProbeData ReadProbeFolder(const std::filesystem::path& folder);

// Not thread-safe.
class ProbeFolder {
 public:
  // Makes the folder, or goes on with it. Throws kUnavailable when another run holds it or it
  // cannot be written, and kInvalidRequest when it holds samples of something else.
  ProbeFolder(std::filesystem::path folder, const ProbeAbout& about);

  bool Has(const std::string& task, const std::string& item) const;
  int64_t tokens() const { return tokens_; }  // generated for all its questions
  int64_t questions() const { return static_cast<int64_t>(known_.size()); }
  // What is added is on the disk, whole or not at all. Throws kUnavailable.
  void Add(const ProbeQuestion& question);

 private:
  void WriteStates(const ProbeQuestion& question);

  std::filesystem::path folder_;
  std::optional<FileLock> lock_;
  std::set<std::string> known_;
  int64_t tokens_ = 0;
  uint64_t state_bytes_ = 0;
  std::optional<LogWriter> log_;
};

}  // namespace ponder
