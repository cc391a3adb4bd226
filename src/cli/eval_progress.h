// What a study says while it runs.
#pragma once

#include <string>

#include "cli/console.h"
#include "cli/progress.h"
#include "eval/harness.h"

namespace ponder {

// "40 s", "12 min", "3 h 20 min"
std::string DurationText(double seconds);

class EvalView {
 public:
  explicit EvalView(Console& console) : console_(console), line_(console) {}

  void Note(const PlanNote& note);
  void Progress(const std::string& model, const EvalProgress& progress);
  // What a model's runs came to.
  void Done(const ModelRun& run);

 private:
  void Print(const std::string& text);

  Console& console_;
  ProgressLine line_;
};

}  // namespace ponder
