#include "eval/paired.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ponder {
namespace {

constexpr double kAlpha = 0.05;

// P(k heads in n tosses of a fair coin).
double Heads(int64_t k, int64_t n) {
  const auto a = static_cast<double>(k);
  const auto b = static_cast<double>(n);
  return std::exp(std::lgamma(b + 1) - std::lgamma(a + 1) - std::lgamma(b - a + 1) -
                  b * std::numbers::ln2);
}

}  // namespace

McNemar McNemarTest(int64_t only_first, int64_t only_second) {
  const int64_t differ = only_first + only_second;
  if (differ == 0) return {};
  const int64_t fewer = std::min(only_first, only_second);
  double tail = 0;
  for (int64_t k = 0; k <= fewer; ++k) tail += Heads(k, differ);
  // Where both are equal the two tails share the observed outcome.
  return {std::min(1.0, 2 * tail), only_first == only_second ? 1 - Heads(fewer, differ) / 2
                                                             : 2 * tail - Heads(fewer, differ)};
}

Finding PairedComparison::Found() const {
  if (p.mid >= kAlpha || interval.Contains(0)) return Finding::kNoDifference;
  return difference > 0 ? Finding::kBetter : Finding::kWorse;
}

PairedComparison Compare(const std::vector<std::optional<double>>& method,
                         const std::vector<std::optional<double>>& baseline, uint64_t seed) {
  PairedComparison result;
  std::vector<double> differences;
  for (size_t i = 0; i < std::min(method.size(), baseline.size()); ++i) {
    if (!method[i] || !baseline[i]) continue;
    differences.push_back(*method[i] - *baseline[i]);
    result.better += *method[i] > *baseline[i];
    result.worse += *method[i] < *baseline[i];
  }
  result.questions = static_cast<int64_t>(differences.size());
  result.difference = Mean(differences);
  result.interval = BootstrapInterval(differences, seed);
  result.p = McNemarTest(result.better, result.worse);
  return result;
}

}  // namespace ponder
