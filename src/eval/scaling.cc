#include "eval/scaling.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace ponder {
namespace {

bool InsideLimits(const ComputePoint& run) {
  return run.tokens <= run.limit.value_or(INFINITY) && run.tokens >= run.at_least.value_or(0);
}

std::optional<double> Control(std::span<const ComputePoint> runs) {
  int limited = 0;
  int inside = 0;
  for (const ComputePoint& run : runs) {
    if (!run.limit && !run.at_least) continue;
    ++limited;
    inside += InsideLimits(run);
  }
  if (limited == 0) return std::nullopt;
  return static_cast<double>(inside) / limited;
}

// Mean slope in points of accuracy over all pairs of runs; nullopt where all used the same.
std::optional<double> Slope(std::span<const ComputePoint> runs,
                            const std::function<double(double)>& axis) {
  double sum = 0;
  int pairs = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    for (size_t j = i + 1; j < runs.size(); ++j) {
      const double step = axis(runs[j].tokens) - axis(runs[i].tokens);
      if (step == 0 || !std::isfinite(step)) continue;
      sum += 100 * (runs[j].accuracy - runs[i].accuracy) / step;
      ++pairs;
    }
  }
  if (pairs == 0) return std::nullopt;
  return sum / pairs;
}

std::vector<size_t> CheapestFirst(std::span<const Priced> points) {
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (points[a].cost != points[b].cost) return points[a].cost < points[b].cost;
    return points[a].accuracy > points[b].accuracy;
  });
  return order;
}

}  // namespace

ScalingFigures Scaling(std::span<const ComputePoint> runs) {
  ScalingFigures figures;
  figures.runs = runs.size();
  figures.control = Control(runs);
  figures.per_doubling = Slope(runs, [](double tokens) { return std::log2(tokens); });
  figures.per_1k = Slope(runs, [](double tokens) { return tokens / 1000; });
  for (const ComputePoint& run : runs) {
    figures.performance = std::max(figures.performance, run.accuracy);
  }
  return figures;
}

std::vector<size_t> ParetoFront(std::span<const Priced> points) {
  std::vector<size_t> front;
  for (size_t i : CheapestFirst(points)) {
    if (front.empty() || points[i].accuracy > points[front.back()].accuracy) front.push_back(i);
  }
  return front;
}

Cheapest CheapestReaching(std::span<const Priced> points, double accuracy) {
  Cheapest found;
  for (size_t i : CheapestFirst(points)) {
    if (!found.surely && points[i].interval.low >= accuracy) found.surely = i;
    if (!found.perhaps && points[i].interval.high >= accuracy) found.perhaps = i;
  }
  return found;
}

}  // namespace ponder
