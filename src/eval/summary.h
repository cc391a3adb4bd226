// A study in numbers: one row for every model, task, method and budget.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eval/at_k.h"
#include "eval/figures.h"
#include "eval/paired.h"
#include "eval/raters.h"
#include "eval/record.h"
#include "eval/scaling.h"
#include "eval/setting.h"

namespace ponder {

struct SummaryOptions {
  std::string baseline;          // a method, as the study names it; "": direct, or the first one
  std::optional<double> target;  // accuracy to reach, in [0, 1]
  uint64_t seed = 0;             // of bootstraps
  // Of labels and reports; JSON and CSV are English all the same.
  Language language = Language::kEnglish;
};

struct LevelFigures {
  int level = 0;
  std::string name;
  Figures figures;
};

// What a question came to in a row: means over its samples.
struct QuestionResult {
  double share = 0;  // right
  double tokens = 0;
  double thinking = 0;
};

struct SummaryRow {
  Setting setting;
  std::string label;  // the method, and what else tells it from the rows beside it
  Figures figures;
  std::vector<LevelFigures> levels;    // by level; empty where there is one only
  std::vector<AtK> at_k;               // empty where questions have one sample only
  std::optional<RatersReport> raters;  // where the study has some
  bool is_baseline = false;
  std::optional<PairedComparison> against_baseline;
  std::map<std::string, QuestionResult> questions;  // by task and item
};

// Runs of one method that differ in their budget.
struct ScalingStudy {
  std::string model;
  std::string method;        // without the options that are numbers
  bool of_thinking = false;  // tokens are thinking tokens, else all that were generated
  std::vector<size_t> rows;  // indices into SummaryGroup::rows, by tokens
  ScalingFigures figures;
  Interval per_doubling;  // of its slope, over the questions that all runs have
};

// What is on one page: the rows of one task, of all models.
struct SummaryGroup {
  std::string task;              // "": all tasks together
  std::vector<SummaryRow> rows;  // by model; the baseline first, then by name and budget
  std::vector<ScalingStudy> scaling;
  std::map<CostAxis, std::vector<size_t>> fronts;  // Pareto: indices into rows, cheapest first
};

struct Summary {
  SummaryOptions options;
  std::vector<SummaryGroup> groups;  // by task; all tasks together last, where there are several
  int64_t records = 0;
  int64_t errors = 0;
};

// The order of records does not matter.
Summary Summarize(const std::vector<EvalRecord>& records, const SummaryOptions& options = {});

// The same numbers with labels and reports in a language.
Summary InLanguage(Summary summary, Language language);

// `row` against `other`, on the questions that both have.
PairedComparison CompareQuestions(const SummaryRow& row, const SummaryRow& other,
                                  uint64_t seed = 0);

}  // namespace ponder
