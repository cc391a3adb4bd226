// Which method, at what budget, for a question of a difficulty: measured before, looked up now.
//
// Liu et al. 2025 (arXiv 2502.06703) and Snell et al. 2024 (arXiv 2408.03314): the best strategy
// depends on the model, the scorer, how hard the question is, and how much may be spent.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "plan/difficulty.h"
#include "ponder/engine.h"

namespace ponder {

// What a strategy came to on the questions of a bin: means.
struct PlanCell {
  std::string strategy;  // a method as `ponder eval` names it, without a scorer: "beam_search:n=4"
  int64_t questions = 0;
  double right = 0;   // share of right answers
  double tokens = 0;  // generated for a question, the look and scorers included
};

// What a table is for. The same fields find it.
struct PlannerKey {
  std::string fingerprint;  // of the model's weights (EngineInfo)
  std::string scorer;       // PlannerScorerKey
  std::string kind;         // of the answer, by its name
  std::string prompt;       // how the look puts the question, by its name
  friend auto operator<=>(const PlannerKey&, const PlannerKey&) = default;
};

// A scorer, with those options that are not its defaults and, where it asks another model than the
// policy, the fingerprint of that ("judge:scale=grade by 1f0c..."; its name, where it has none).
// `judge` is null for all others.
std::string PlannerScorerKey(const std::string& scorer, const OptionValues& options,
                             const EngineInfo* judge);

struct PlannerTable {
  PlannerKey key;
  std::string model;  // its name, for people
  std::string about;  // what it was measured on
  int look = 0;       // answers of the first look
  DifficultyModel difficulty;
  std::vector<double> cuts;  // of Binning::kQuantile
  std::map<std::pair<Binning, int>, std::vector<PlanCell>> cells;

  // Those of a bin; where it saw too few questions, of all.
  const std::vector<PlanCell>& CellsOf(Binning binning, int bin) const;
};

// A bin that saw fewer questions says nothing of its own.
inline constexpr int64_t kFewestOfABin = 10;

struct PlanRule {
  double slack = 0.01;  // share of right answers that may be given up for a lower price
  std::optional<int64_t> tokens = std::nullopt;  // most that a strategy may cost
};

// The cheapest of the strategies whose share of right answers is at most `slack` below the best
// that is affordable; where none is, the best of the cheapest. Null: there are no cells.
const PlanCell* ChoosePlan(std::span<const PlanCell> cells, const PlanRule& rule);

}  // namespace ponder
