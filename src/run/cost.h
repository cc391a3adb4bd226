// What answering costs, as arithmetic: training against use, and where two ways cost the same.
//
// Sources: 6 FLOPs a weight and training token, 2 a weight and token of use: Kaplan et al. 2020
// (arXiv 2001.08361). The exchange of training for use: Snell et al. 2024 (arXiv 2408.03314), who
// write R for tokens of use over tokens of training.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace ponder {

// Forward and backward pass of every training token.
double TrainingFlops(double active_parameters, double tokens);

// A model `size` times larger than another, trained on as many tokens, costs as much in training
// and use together as the smaller one with this many times its forward tokens: M + 3 (M - 1) / R.
double AllowedMultiple(double size, double use);

// The inverse: the use at which `multiple` is just allowed; infinite where it always is.
double BreakEvenUse(double size, double multiple);

// Something that costs at the start (or a day) and for every item.
struct CostLine {
  double fixed = 0;
  double per_item = 0;
};
// Items up to which `low`, the one that costs less at the start, costs less in all. Infinite where
// it always does.
double CheaperUpTo(const CostLine& low, const CostLine& high);

// How one answers who may spend `cost` an item and has ways of these costs: of two neighbours the
// dearer one on a `share` of the items, drawn by lot, and the cheaper one on the others. Above the
// dearest way: that one alone; below the cheapest: nullopt. Indices into `costs`, in any order.
struct CostMix {
  size_t cheap = 0;
  size_t dear = 0;
  double share = 1;  // of the dearer one

  // Of something that each way has, its mean over items.
  double Of(const std::vector<double>& values) const {
    return (1 - share) * values[cheap] + share * values[dear];
  }
};
std::optional<CostMix> MixAt(const std::vector<double>& costs, double cost);

}  // namespace ponder
