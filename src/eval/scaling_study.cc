#include "eval/scaling_study.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace ponder {
namespace {

using Rows = std::vector<SummaryRow>;

bool SameFamily(const SummaryRow& a, const SummaryRow& b) {
  const auto what = [](const Setting& s) {
    return std::tuple(s.model, MethodFamily(s.method), s.language, s.shots, s.temperature);
  };
  return what(a.setting) == what(b.setting);
}

double TokensOf(const QuestionResult& result, bool of_thinking) {
  return of_thinking ? result.thinking : result.tokens;
}

// A limit of 0 is none, as in the options of methods.
std::optional<double> Positive(std::optional<double> value) {
  return value.value_or(0) > 0 ? value : std::nullopt;
}

ComputePoint PointOf(const SummaryRow& row, bool of_thinking) {
  ComputePoint point;
  point.accuracy = row.figures.accuracy;
  if (of_thinking) {
    point.tokens = row.figures.mean.thinking;
    point.limit = Positive(MethodOption(row.setting.method, "max_thinking_tokens"));
    point.at_least = Positive(MethodOption(row.setting.method, "min_thinking_tokens"));
  } else {
    point.tokens = row.figures.mean.Tokens();
  }
  if (!point.limit && row.setting.budget_tokens) {
    point.limit = static_cast<double>(*row.setting.budget_tokens);
  }
  return point;
}

// Results of the questions that all runs have: [run][question].
using Results = std::vector<std::vector<QuestionResult>>;

Results Shared(const Rows& rows, const std::vector<size_t>& runs) {
  Results results(runs.size());
  for (const auto& question : rows[runs.front()].questions) {
    const std::string& id = question.first;
    const bool everywhere = std::all_of(
        runs.begin(), runs.end(), [&](size_t run) { return rows[run].questions.contains(id); });
    for (size_t i = 0; everywhere && i < runs.size(); ++i) {
      results[i].push_back(rows[runs[i]].questions.at(id));
    }
  }
  return results;
}

// Accuracies and tokens both vary with the questions that are drawn.
Interval SlopeInterval(const Results& results, bool of_thinking, uint64_t seed) {
  const auto slope = [&](std::span<const size_t> questions) {
    std::vector<ComputePoint> points(results.size());
    for (size_t run = 0; run < results.size(); ++run) {
      for (size_t question : questions) {
        points[run].accuracy += results[run][question].share;
        points[run].tokens += TokensOf(results[run][question], of_thinking);
      }
      points[run].accuracy /= static_cast<double>(questions.size());
      points[run].tokens /= static_cast<double>(questions.size());
    }
    return Scaling(points).per_doubling.value_or(NAN);
  };
  return BootstrapInterval(results.front().size(), slope, seed);
}

ScalingStudy MakeStudy(const Rows& rows, std::vector<size_t> runs, uint64_t seed) {
  ScalingStudy study;
  study.model = rows[runs.front()].setting.model;
  study.method = MethodFamily(rows[runs.front()].setting.method);
  study.of_thinking = std::all_of(runs.begin(), runs.end(),
                                  [&](size_t run) { return rows[run].figures.mean.thinking > 0; });
  const auto point = [&](size_t run) { return PointOf(rows[run], study.of_thinking); };
  std::stable_sort(runs.begin(), runs.end(),
                   [&](size_t a, size_t b) { return point(a).tokens < point(b).tokens; });
  std::vector<ComputePoint> points;
  for (size_t run : runs) points.push_back(point(run));
  study.figures = Scaling(points);
  study.per_doubling = SlopeInterval(Shared(rows, runs), study.of_thinking, seed);
  study.rows = std::move(runs);
  return study;
}

}  // namespace

std::vector<ScalingStudy> FindScaling(const Rows& rows, uint64_t seed) {
  std::vector<ScalingStudy> studies;
  std::vector<bool> taken(rows.size(), false);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (taken[i]) continue;
    std::vector<size_t> runs;
    for (size_t j = i; j < rows.size(); ++j) {
      if (!SameFamily(rows[i], rows[j]) || rows[j].figures.samples == 0) continue;
      taken[j] = true;
      runs.push_back(j);
    }
    if (runs.size() > 1) studies.push_back(MakeStudy(rows, std::move(runs), seed));
  }
  return studies;
}

std::optional<GoodEnough> CheapestGoodEnough(const std::vector<const SummaryRow*>& rows,
                                             CostAxis axis, uint64_t seed) {
  if (rows.empty()) return std::nullopt;
  std::vector<size_t> order(rows.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return CostOn(axis, rows[a]->figures.mean) < CostOn(axis, rows[b]->figures.mean);
  });
  // Of equally good ones the cheapest is the best.
  const size_t best = *std::max_element(order.begin(), order.end(), [&](size_t a, size_t b) {
    return rows[a]->figures.accuracy < rows[b]->figures.accuracy;
  });
  for (size_t i : order) {
    if (i == best || CompareQuestions(*rows[i], *rows[best], seed).Found() != Finding::kWorse) {
      return GoodEnough{best, i};
    }
  }
  return std::nullopt;
}

}  // namespace ponder
