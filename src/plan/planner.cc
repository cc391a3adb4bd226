#include "plan/planner.h"

#include <algorithm>
#include <limits>

namespace ponder {

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
