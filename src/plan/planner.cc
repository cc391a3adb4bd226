#include "plan/planner.h"

#include <algorithm>
#include <limits>

#include "ponder/scorer.h"

namespace ponder {

std::string PlannerScorerKey(const std::string& scorer, const OptionValues& options,
                             const EngineInfo* judge) {
  std::string key = scorer;
  char mark = ':';
  for (const auto& [name, value] : options) {
    const auto& known = Scorers();
    const bool is_default = std::ranges::any_of(known, [&](const ScorerInfo* info) {
      return info->name == scorer && std::ranges::any_of(info->options, [&](const OptionInfo& one) {
               return one.name == name && one.default_value == value;
             });
    });
    if (is_default) continue;
    key += mark + name + "=" + value;
    mark = ',';
  }
  if (judge == nullptr) return key;
  return key + " by " + (judge->fingerprint.empty() ? judge->model : judge->fingerprint);
}

const std::vector<PlanCell>& PlannerTable::CellsOf(Binning binning, int bin) const {
  static const std::vector<PlanCell> none;
  const auto own = cells.find({binning, bin});
  if (own != cells.end() && !own->second.empty() &&
      own->second.front().questions >= kFewestOfABin) {
    return own->second;
  }
  const auto all = cells.find({Binning::kAll, 0});
  return all == cells.end() ? none : all->second;
}

const PlanCell* ChoosePlan(std::span<const PlanCell> cells, const PlanRule& rule) {
  if (cells.empty()) return nullptr;
  const double cheapest = std::ranges::min_element(cells, {}, &PlanCell::tokens)->tokens;
  const double most = rule.tokens ? std::max(static_cast<double>(*rule.tokens), cheapest)
                                  : std::numeric_limits<double>::infinity();
  const auto affordable = [&](const PlanCell& cell) { return cell.tokens <= most; };
  double best = -1;
  for (const PlanCell& cell : cells) {
    if (affordable(cell)) best = std::max(best, cell.right);
  }
  const PlanCell* chosen = nullptr;
  for (const PlanCell& cell : cells) {
    if (!affordable(cell) || cell.right < best - rule.slack - 1e-12) continue;
    if (chosen == nullptr || cell.tokens < chosen->tokens) chosen = &cell;
  }
  return chosen;
}

}  // namespace ponder
