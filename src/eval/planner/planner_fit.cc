#include "eval/planner/planner_fit.h"

#include <algorithm>

namespace ponder {
namespace {

constexpr size_t kParts = 5;  // of the questions, whose difficulty is predicted in turn

using Items = std::span<const PlannerItem>;

DifficultyModel FitTo(const std::vector<const PlannerItem*>& items, bool scored) {
  std::vector<Look> looks;
  std::vector<double> pass_rates;
  for (const PlannerItem* item : items) {
    looks.push_back(item->look);
    pass_rates.push_back(item->Target());
  }
  return FitDifficulty(looks, pass_rates, scored);
}

// Of every question, by a model fitted to the other parts.
std::vector<double> CrossPredict(Items items, bool scored) {
  std::vector<double> predicted(items.size());
  const size_t parts = std::min(kParts, items.size());
  for (size_t part = 0; part < parts; ++part) {
    std::vector<const PlannerItem*> others;
    for (size_t i = 0; i < items.size(); ++i) {
      if (i % parts != part || parts == 1) others.push_back(&items[i]);
    }
    const DifficultyModel model = FitTo(others, scored);
    for (size_t i = part; i < items.size(); i += parts) {
      predicted[i] = model.PassRate(items[i].look);
    }
  }
  return predicted;
}

std::vector<PlanCell> CellsOf(const std::vector<const PlannerItem*>& items,
                              const std::vector<std::string>& strategies) {
  std::vector<PlanCell> cells;
  const auto count = static_cast<double>(items.size());
  for (size_t s = 0; s < strategies.size(); ++s) {
    PlanCell cell{strategies[s], static_cast<int64_t>(items.size())};
    const bool pooled = PooledOf(strategies[s]).pooled;
    for (const PlannerItem* item : items) {
      cell.right += item->outcomes[s].right ? 1 : 0;
      cell.tokens += TokensWithLook(*item, s, pooled) / count;
    }
    cell.right /= count;
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace

double TokensWithLook(const PlannerItem& item, size_t strategy, bool pooled) {
  return item.outcomes[strategy].tokens + (pooled ? 0 : item.look_tokens);
}

void FillCells(Items items, const std::vector<double>& pass_rates,
               const std::vector<std::string>& strategies, PlannerTable& table) {
  table.cuts = QuantileCuts(pass_rates);
  for (const auto& [name, binning] : ChoiceNames<Binning>::kNames) {
    for (int bin = 0; bin < BinCount(binning); ++bin) {
      std::vector<const PlannerItem*> within;
      for (size_t i = 0; i < items.size(); ++i) {
        if (BinOf(binning, pass_rates[i], table.cuts) == bin) within.push_back(&items[i]);
      }
      if (!within.empty()) table.cells[{binning, bin}] = CellsOf(within, strategies);
    }
  }
}

PlannerTable FitPlanner(Items items, const std::vector<std::string>& strategies, bool scored) {
  PlannerTable table;
  std::vector<const PlannerItem*> all;
  for (const PlannerItem& item : items) all.push_back(&item);
  table.difficulty = FitTo(all, scored);
  FillCells(items, CrossPredict(items, scored), strategies, table);
  return table;
}

}  // namespace ponder
