// All parts of the demo one after the other, with a live view and a limit of time.
#pragma once

#include <atomic>
#include <memory>
#include <stop_token>
#include <vector>

#include "cli/console.h"
#include "cli/demo_plan.h"
#include "cli/demo_run.h"
#include "ponder/runner.h"

namespace ponder {

class DemoSession {
 public:
  DemoSession(Console& console, std::shared_ptr<Engine> engine, uint64_t seed,
              std::stop_token stop);

  // One list of rows a part. On a slow machine rows ask fewer questions. When `stop` or the time
  // ends it, what was found so far: rows may be missing, and questions of the last one not done.
  std::vector<std::vector<DemoResult>> Run(const std::vector<DemoPart>& parts);

  // There was no time for all questions.
  bool out_of_time() const { return out_of_time_; }

 private:
  class LiveView;
  void RunPart(const DemoPart& part, LiveView& view, std::vector<DemoResult>& rows);

  Console& console_;
  Runner runner_;
  uint64_t seed_;
  std::stop_token outer_stop_;
  std::stop_source stop_;
  std::atomic<bool> out_of_time_ = false;
};

}  // namespace ponder
