#include "run/cost.h"

#include <limits>

namespace ponder {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

double TrainingFlops(double active_parameters, double tokens) {
  return 6 * active_parameters * tokens;
}

double AllowedMultiple(double size, double use) { return size + 3 * (size - 1) / use; }

double BreakEvenUse(double size, double multiple) {
  return multiple <= size ? kInfinity : 3 * (size - 1) / (multiple - size);
}

double CheaperUpTo(const CostLine& low, const CostLine& high) {
  const double dearer = low.per_item - high.per_item;
  return dearer <= 0 ? kInfinity : (high.fixed - low.fixed) / dearer;
}

std::optional<CostMix> MixAt(const std::vector<double>& costs, double cost) {
  std::optional<size_t> cheap;  // the dearest that costs no more
  std::optional<size_t> dear;   // the cheapest that costs more
  for (size_t i = 0; i < costs.size(); ++i) {
    if (costs[i] <= cost) {
      if (!cheap || costs[i] > costs[*cheap]) cheap = i;
    } else if (!dear || costs[i] < costs[*dear]) {
      dear = i;
    }
  }
  if (!cheap) return std::nullopt;
  if (!dear) return CostMix{*cheap, *cheap, 1};
  return CostMix{*cheap, *dear, (cost - costs[*cheap]) / (costs[*dear] - costs[*cheap])};
}

}  // namespace ponder
