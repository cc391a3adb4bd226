// How fast an engine is on this machine: a short measurement.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

struct SpeedPlan {
  int prompt_tokens = 256;           // to read
  int generated_tokens = 48;         // a sequence
  std::vector<int> widths = {1, 8};  // sequences that generate side by side
  int repeats = 3;                   // of which the one in the middle counts
};

struct Speed {
  bool reading = false;  // a prompt, else generating
  int sequences = 1;
  int64_t tokens = 0;  // through the model
  double seconds = 0;  // in the model where the engine tells, else from call to return
  double flops = 0;
  std::optional<double> joules;  // where the machine tells

  double SecondsPerToken() const { return seconds / static_cast<double>(tokens); }
};

// First reading, then generating at each width. What was measured by the time of `stop` is
// returned. Throws what the engine throws.
std::vector<Speed> MeasureSpeed(Engine& engine, const SpeedPlan& plan = {},
                                std::stop_token stop = {});

}  // namespace ponder
