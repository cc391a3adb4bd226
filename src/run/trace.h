// A trace file: what happened in a run, one JSON object a line, and enough to run it again without
// the model.
//
//   TraceWriter trace("run.jsonl");
//   Runner(trace.Trace(engine)).Run(request, trace.Sink());
//   ...
//   Runner(ReplayTrace("run.jsonl")).Run(request);   // the same answer, no model
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/recording.h"
#include "ponder/runner.h"

namespace ponder {

class TraceWriter {
 public:
  // Throws kUnavailable when the file cannot be written.
  explicit TraceWriter(const std::filesystem::path& file);
  // Writes what the replay needs besides the calls. Errors are logged, not thrown. The traced
  // engines must not be used afterwards.
  ~TraceWriter();
  TraceWriter(const TraceWriter&) = delete;
  TraceWriter& operator=(const TraceWriter&) = delete;

  // The engine, with all its calls written down. An engine of each role that has its own.
  std::shared_ptr<Engine> Trace(std::shared_ptr<Engine> engine, Role role = Role::kPolicy);
  // Passes events on to `next` (may be null) after writing them. Valid as long as the writer.
  EventSink Sink(EventSink next = nullptr);

 private:
  void Write(const std::string& line);

  std::mutex mutex_;
  std::filesystem::path path_;
  std::ofstream file_;
  std::map<Role, std::shared_ptr<RecordingEngine>> recorders_;
};

// An engine that answers as the traced one of this role did. Throws kNotFound or kInvalidRequest.
std::unique_ptr<Engine> ReplayTrace(const std::filesystem::path& file, Role role = Role::kPolicy);

}  // namespace ponder
