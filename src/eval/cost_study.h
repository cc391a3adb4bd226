// What the answers of a study cost: arithmetic, time of the machine, energy, money.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eval/model_runs.h"
#include "eval/prices.h"
#include "eval/summary.h"

namespace ponder {

struct CostOptions {
  std::optional<double> watts;  // of the busy machine, where it does not tell itself
  std::optional<PriceTable> prices;
};

// Of an answer, or the mean of several. Not a number: not known.
struct AnswerCost {
  // Every distinct token of the prompts once and all that was generated, whatever a cache held.
  double forward_tokens = 0;
  double flops = 0;            // of these
  double machine_seconds = 0;  // of the whole machine, when it runs many answers side by side
  double joules = 0;
  double money = 0;  // without what a wrong answer costs
};

struct QuestionCost {
  Cluster right;
  AnswerCost mean;  // over its samples
};

struct CostRow {
  AnswerCost mean;
  Interval flops;                                 // of the mean, by question
  std::map<std::string, QuestionCost> questions;  // by task and item
};

struct CostStudy {
  Summary summary;
  std::vector<std::vector<CostRow>> rows;  // as the rows of the summary's groups
  std::map<std::string, ModelRuns> runs;   // by model
  CostOptions options;
  bool energy_told = false;  // by the machine, for one of the models at least
};

CostStudy MakeCostStudy(const std::vector<EvalRecord>& records,
                        std::map<std::string, ModelRuns> runs, const CostOptions& options);

}  // namespace ponder
