#include "eval/planner/planner_evaluation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ponder/error.h"
#include "ponder/random.h"

namespace ponder {
namespace {

using Items = std::span<const PlannerItem>;

void Finish(WayOutcome& way, uint64_t seed) {
  way.accuracy = Mean(way.right);
  way.interval = BootstrapInterval(way.right, seed);
}

// Questions in two halves, dealt by lot.
std::vector<size_t> Halves(size_t count, uint64_t seed) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  const RandomStream random = RandomStream(seed).Child("halves");
  for (size_t i = count; i > 1; --i) {
    const auto other = static_cast<size_t>(random.Integer(i, 0, static_cast<int64_t>(i) - 1));
    std::swap(order[i - 1], order[other]);
  }
  std::vector<size_t> half(count);
  for (size_t i = 0; i < count; ++i) half[order[i]] = i % 2;
  return half;
}

class TwoFolds {
 public:
  TwoFolds(Items items, const std::vector<std::string>& strategies, bool scored, Binning binning,
           double slack, uint64_t seed)
      : items_(items), strategies_(strategies), binning_(binning), slack_(slack), seed_(seed) {
    const std::vector<size_t> half = Halves(items.size(), seed);
    predicted_.resize(items.size());
    for (size_t fold = 0; fold < 2; ++fold) {
      std::vector<PlannerItem> others;
      for (size_t i = 0; i < items.size(); ++i) {
        if (half[i] != fold) others.push_back(items[i]);
      }
      tables_.push_back(FitPlanner(others, strategies, scored));
      oracles_.push_back(OracleTable(others));
    }
    for (size_t i = 0; i < items.size(); ++i) {
      fold_.push_back(half[i]);
      predicted_[i] = tables_[half[i]].difficulty.PassRate(items[i].look);
    }
  }

  WayOutcome Single(size_t strategy) const {
    WayOutcome way;
    way.name = strategies_[strategy];
    for (const PlannerItem& item : items_) {
      Add(item.outcomes[strategy].right, item.outcomes[strategy].tokens, way);
    }
    Finish(way, seed_);
    return way;
  }

  // As compute_optimal does it: no look where every bin chooses alike, and none where the
  // difficulty is known.
  WayOutcome Chosen(DifficultySource source, std::optional<double> ceiling) const {
    const bool oracle = source == DifficultySource::kOracle;
    WayOutcome way;
    way.name = oracle ? "compute_optimal, difficulty known" : "compute_optimal";
    for (size_t i = 0; i < items_.size(); ++i) {
      const PlannerTable& table = (oracle ? oracles_ : tables_)[fold_[i]];
      const std::vector<size_t> choices = Choices(table, ceiling);
      const double pass_rate = oracle ? items_[i].pass_rate : predicted_[i];
      const auto bin = static_cast<size_t>(BinOf(binning_, pass_rate, table.cuts));
      const size_t strategy = choices[bin];
      const bool alike = std::ranges::count(choices, strategy) == std::ssize(choices);
      const bool pooled = PooledOf(strategies_[strategy]).pooled;
      Add(items_[i].outcomes[strategy].right,
          TokensWithLook(items_[i], strategy, pooled || oracle || alike), way);
    }
    Finish(way, seed_);
    return way;
  }

  const std::vector<double>& predicted() const { return predicted_; }

 private:
  PlannerTable OracleTable(const std::vector<PlannerItem>& others) const {
    PlannerTable table;
    std::vector<double> pass_rates;
    for (const PlannerItem& item : others) pass_rates.push_back(item.pass_rate);
    FillCells(others, pass_rates, strategies_, table);
    return table;
  }

  // A strategy for every bin.
  std::vector<size_t> Choices(const PlannerTable& table, std::optional<double> ceiling) const {
    PlanRule rule{slack_, std::nullopt};
    if (ceiling) rule.tokens = static_cast<int64_t>(std::ceil(*ceiling));
    std::vector<size_t> choices;
    for (int bin = 0; bin < BinCount(binning_); ++bin) {
      const PlanCell* cell = ChoosePlan(table.CellsOf(binning_, bin), rule);
      const auto found = std::ranges::find(strategies_, cell->strategy);
      choices.push_back(static_cast<size_t>(found - strategies_.begin()));
    }
    return choices;
  }

  void Add(bool right, double tokens, WayOutcome& way) const {
    way.right.push_back(right ? 1 : 0);
    way.tokens += tokens / static_cast<double>(items_.size());
  }

  Items items_;
  const std::vector<std::string>& strategies_;
  Binning binning_;
  double slack_;
  uint64_t seed_;
  std::vector<PlannerTable> tables_, oracles_;  // of the questions that are not in a fold
  std::vector<size_t> fold_;
  std::vector<double> predicted_;
};

// Every ceiling is the price of one of them: there is always one that keeps it.
size_t BestUnder(const std::vector<WayOutcome>& singles, std::optional<double> ceiling) {
  std::optional<size_t> best;
  for (size_t i = 0; i < singles.size(); ++i) {
    const WayOutcome& way = singles[i];
    if (ceiling && way.tokens > *ceiling + 1e-9) continue;
    if (!best || way.accuracy > singles[*best].accuracy ||
        (way.accuracy == singles[*best].accuracy && way.tokens < singles[*best].tokens)) {
      best = i;
    }
  }
  return best.value_or(0);
}

}  // namespace

PlannerReport EvaluatePlanner(Items items, const std::vector<std::string>& strategies, bool scored,
                              Binning binning, double slack, uint64_t seed) {
  if (items.size() < kFewestPlannerQuestions) {
    throw Error(ErrorCode::kInvalidRequest, "planner: " + std::to_string(items.size()) +
                                                " questions have all their results; at least " +
                                                std::to_string(kFewestPlannerQuestions) +
                                                " are needed");
  }
  const TwoFolds evaluation(items, strategies, scored, binning, slack, seed);
  PlannerReport report;
  report.questions = items.size();
  std::vector<std::optional<double>> ceilings;
  for (size_t s = 0; s < strategies.size(); ++s) {
    report.singles.push_back(evaluation.Single(s));
    ceilings.emplace_back(report.singles.back().tokens);
  }
  std::ranges::sort(ceilings);
  ceilings.erase(std::ranges::unique(ceilings).begin(), ceilings.end());
  ceilings.emplace_back(std::nullopt);
  for (const std::optional<double> ceiling : ceilings) {
    PlannerComparison comparison{ceiling, BestUnder(report.singles, ceiling),
                                 evaluation.Chosen(DifficultySource::kPredicted, ceiling),
                                 evaluation.Chosen(DifficultySource::kOracle, ceiling)};
    std::vector<double> differences;
    for (size_t i = 0; i < items.size(); ++i) {
      differences.push_back(comparison.chosen.right[i] - report.singles[comparison.best].right[i]);
    }
    comparison.difference = Mean(differences);
    comparison.interval = BootstrapInterval(differences, seed);
    report.comparisons.push_back(std::move(comparison));
  }
  const auto bins = static_cast<size_t>(BinCount(Binning::kAbsolute));
  report.met.assign(bins, std::vector<int64_t>(bins));
  double mean = 0;
  for (const PlannerItem& item : items) mean += item.Target() / static_cast<double>(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    const double truth = items[i].Target(), said = evaluation.predicted()[i];
    ++report.met[static_cast<size_t>(BinOf(Binning::kAbsolute, truth, {}))]
                [static_cast<size_t>(BinOf(Binning::kAbsolute, said, {}))];
    report.brier += (said - truth) * (said - truth) / static_cast<double>(items.size());
    report.brier_of_mean += (mean - truth) * (mean - truth) / static_cast<double>(items.size());
  }
  return report;
}

}  // namespace ponder
