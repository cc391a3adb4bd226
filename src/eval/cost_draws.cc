#include "eval/cost_draws.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "eval/statistics.h"
#include "ponder/random.h"

namespace ponder {
namespace {

constexpr size_t kAssumedDraws = 4000;

// One question in one row.
struct Cell {
  double share = 0;  // of right samples
  AnswerCost cost;
};

// The row's cells in the order of `ids`.
std::vector<Cell> CellsOf(const CostRow& row, const std::vector<std::string>& ids) {
  std::vector<Cell> cells;
  for (const std::string& id : ids) {
    const QuestionCost& question = row.questions.at(id);
    cells.push_back(
        {static_cast<double>(question.right.right) / static_cast<double>(question.right.total),
         question.mean});
  }
  return cells;
}

std::vector<std::string> SharedQuestions(const std::vector<const CostRow*>& rows) {
  std::vector<std::string> shared;
  for (const auto& [id, question] : rows.front()->questions) {
    const bool all = std::all_of(rows.begin(), rows.end(),
                                 [&](const CostRow* row) { return row->questions.contains(id); });
    if (all) shared.push_back(id);
  }
  return shared;
}

SideFigures MeanOf(const std::vector<Cell>& cells, Questions questions) {
  SideFigures side;
  for (const size_t i : questions) {
    const Cell& cell = cells[i];
    side.accuracy += cell.share;
    side.cost.forward_tokens += cell.cost.forward_tokens;
    side.cost.flops += cell.cost.flops;
    side.cost.machine_seconds += cell.cost.machine_seconds;
    side.cost.joules += cell.cost.joules;
    side.cost.money += cell.cost.money;
  }
  const auto n = static_cast<double>(questions.size());
  side.accuracy /= n;
  AnswerCost& cost = side.cost;
  for (double* value :
       {&cost.forward_tokens, &cost.flops, &cost.machine_seconds, &cost.joules, &cost.money}) {
    *value /= n;
  }
  return side;
}

Interval AccuracyOf(const CostRow& row, const std::vector<std::string>& ids) {
  std::vector<Cluster> questions;
  for (const std::string& id : ids) questions.push_back(row.questions.at(id).right);
  return ClusteredInterval(questions);
}

std::vector<double> SharesOf(const std::vector<Cell>& cells) {
  std::vector<double> shares;
  for (const Cell& cell : cells) shares.push_back(cell.share);
  return shares;
}

// Two numbers of a stream as one of the normal distribution (Box and Muller 1958).
double Normal(const RandomStream& random, uint64_t n) {
  const double radius = std::sqrt(-2 * std::log(1 - random.Uniform(2 * n)));
  return radius * std::cos(2 * std::numbers::pi * random.Uniform(2 * n + 1));
}

// Wilson's bound for `z` instead of 1.96; below 0 the lower one.
double WilsonBound(const AssumedSide& side, double z) {
  const auto n = static_cast<double>(side.total);
  const double share = static_cast<double>(side.right) / n;
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return (share + z * z / (2 * n) + half) / (1 + z * z / n);
}

SideFigures DrawSide(const AssumedSide& side, double z) {
  return {WilsonBound(side, z), side.cost};
}

}  // namespace

CostDraws DrawQuestions(const std::vector<const CostRow*>& small, const CostRow& large,
                        uint64_t seed) {
  std::vector<const CostRow*> rows = small;
  rows.push_back(&large);
  const std::vector<std::string> ids = SharedQuestions(rows);
  std::vector<std::vector<Cell>> cells;
  for (const CostRow* row : rows) cells.push_back(CellsOf(*row, ids));
  const auto means = [&](Questions questions) {
    CostDraw draw;
    for (size_t i = 0; i < small.size(); ++i) draw.small.push_back(MeanOf(cells[i], questions));
    draw.large = MeanOf(cells.back(), questions);
    return draw;
  };
  CostDraws draws;
  draws.questions = static_cast<int64_t>(ids.size());
  draws.small_accuracy = AccuracyOf(*small.front(), ids);
  draws.large_accuracy = AccuracyOf(large, ids);
  draws.large_shares = SharesOf(cells.back());
  for (size_t i = 0; i < small.size(); ++i) draws.small_shares.push_back(SharesOf(cells[i]));
  std::vector<size_t> all(ids.size());
  std::iota(all.begin(), all.end(), size_t{0});
  if (!all.empty()) draws.measured = means(all);
  Resample(
      ids.size(), [&](Questions questions) { draws.drawn.push_back(means(questions)); }, seed);
  return draws;
}

CostDraws DrawAssumed(const AssumedSide& small, const AssumedSide& large, uint64_t seed) {
  CostDraws draws;
  draws.measured.small = {DrawSide(small, 0)};
  draws.measured.large = DrawSide(large, 0);
  draws.small_accuracy = WilsonInterval(small.right, small.total);
  draws.large_accuracy = WilsonInterval(large.right, large.total);
  const RandomStream random = RandomStream(seed).Child("assumed");
  for (uint64_t i = 0; i < kAssumedDraws; ++i) {
    CostDraw& draw = draws.drawn.emplace_back();
    draw.small = {DrawSide(small, Normal(random, 2 * i))};
    draw.large = DrawSide(large, Normal(random, 2 * i + 1));
  }
  return draws;
}

}  // namespace ponder
