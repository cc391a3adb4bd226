// Runs the rows of a study, many at once, and logs each when it is done.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "eval/folder.h"
#include "eval/plan.h"
#include "ponder/engine.h"

namespace ponder {

struct EvalProgress {
  int64_t done = 0;  // rows, those of earlier runs included
  int64_t total = 0;
  int64_t tokens = 0;                // generated in this run
  double seconds = 0;                // of this run
  double seconds_left = -1;          // below 0: not known yet
  const EvalRecord* last = nullptr;  // the row just done
};
// Called from several threads, one call at a time.
using EvalListener = std::function<void(const EvalProgress&)>;

// What one run of one model came to.
struct ModelRun {
  std::string model;
  int64_t rows = 0;     // of the study
  int64_t earlier = 0;  // of these, done before this run
  int64_t done = 0;     // in this run, without those that failed
  int64_t failed = 0;
  int64_t tokens = 0;            // generated
  double seconds = 0;            // wall clock
  int sequences = 0;             // that the engine runs side by side
  EngineLoad load;               // in this run
  std::optional<double> joules;  // of the processors meanwhile, where the machine tells
  std::string first_error;

  // Mean share of the engine's sequences that got a token in a decode step; 0 where the engine
  // does not count.
  double Fullness() const;
  // Wall clock over an ideal: the same prompts, and the same tokens in full steps only. 0 where the
  // engine does not count, or where no step was full.
  double Packing() const;
};

// Who else has a part in runs; null: the engine that is measured does it itself.
struct OtherEngines {
  std::shared_ptr<Engine> attacker;  // writes the texts of attacks that ask a model
  std::shared_ptr<Engine> judge;     // answers the scorers that ask one
};

// As many sequences as the widest row of the study goes on from: the paths of a search, or answers
// that the same model rates. From kUsualSequences, which keep the model busy, to 128.
inline constexpr int kUsualSequences = 32;
int SequencesFor(const Study& study);

// Runs what the folder has no result for. Rows that fail are logged as such and the others go on;
// a log that cannot be written ends the run with its Error. `stop`: rows that are under way are
// dropped, to be run again. `model`: as the study names it. Throws before the first run where the
// study has raters that cannot rate with this model.
ModelRun RunModel(const Study& study, const StudyPlan& plan, const std::string& model,
                  std::shared_ptr<Engine> engine, StudyFolder& folder,
                  const EvalListener& listener = nullptr, std::stop_token stop = {},
                  const OtherEngines& others = {});

}  // namespace ponder
