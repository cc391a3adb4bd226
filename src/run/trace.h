// A trace file: what happened in a run, one JSON object a line, and enough to run it again without
// the model.
//
//   TraceWriter trace("run.jsonl", engine);
//   Runner(trace.TracedEngine()).Run(request, trace.Sink());
//   ...
//   Runner(ReplayTrace("run.jsonl")).Run(request);   // the same answer, no model
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>

#include "engine/recording.h"
#include "ponder/runner.h"

namespace ponder {

class TraceWriter {
 public:
  // Throws kUnavailable when the file cannot be written.
  TraceWriter(const std::filesystem::path& file, std::shared_ptr<Engine> engine);
  // Writes what the replay needs besides the calls. Errors are logged, not thrown.
  ~TraceWriter();
  TraceWriter(const TraceWriter&) = delete;
  TraceWriter& operator=(const TraceWriter&) = delete;

  std::shared_ptr<Engine> TracedEngine() const { return recorder_; }
  // Passes events on to `next` (may be null) after writing them. Valid as long as the writer.
  EventSink Sink(EventSink next = nullptr);

 private:
  void Write(const std::string& line);
  void WriteCall(const CallRecord& call);

  std::mutex mutex_;
  std::filesystem::path path_;
  std::ofstream file_;
  std::shared_ptr<RecordingEngine> recorder_;
};

// An engine that answers as the traced one did. Throws kNotFound or kInvalidRequest.
std::unique_ptr<Engine> ReplayTrace(const std::filesystem::path& file);

}  // namespace ponder
