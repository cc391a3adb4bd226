// Runs the rows of the demo, many questions at once.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "cli/demo_plan.h"
#include "ponder/runner.h"

namespace ponder {

struct DemoAnswer {
  bool right = false;
  bool any_right = false;  // some candidate was right
  bool done = false;       // false: not asked, or stopped before
  Usage usage;
};

struct DemoResult {
  DemoRow row;
  std::vector<DemoAnswer> answers;  // one a question
  double seconds = 0;               // wall clock of the whole row
};

// Called after every answer, from several threads, one call at a time.
using DemoProgress = std::function<void()>;

// Asks the first `count` questions of the part.
DemoResult RunDemoRow(Runner& runner, const DemoPart& part, const DemoRow& row, size_t count,
                      uint64_t seed, const DemoProgress& progress, std::stop_token stop);

// Best of the same candidates with an exact checker as the scorer: right where any of them is.
DemoResult WithAnswerKey(const DemoResult& result, const DemoRow& row);

}  // namespace ponder
