// Packing items into bins, as a world: the items come in order, and an action puts the next one
// into a bin. Also the heuristic that people use, and two exact ways to the fewest bins.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ponder {

using Bins = std::vector<std::vector<int>>;

struct PackingState {
  std::vector<int> items;
  int capacity = 0;
  size_t next = 0;  // the item to place
  Bins bins;
};

struct PackingAction {
  size_t bin = 0;  // bins.size(): a new one
};

// Where the item fits, and a new bin.
std::vector<PackingAction> Actions(const PackingState& state);
PackingState Apply(const PackingState& state, const PackingAction& action);
// Every item has its place.
bool IsGoal(const PackingState& state);
// "[[8, 2], [7, 3], [5]]", and "put 5 into bin 2" or "put 5 into a new bin".
std::string Describe(const Bins& bins);
std::string Describe(const PackingState& state, const PackingAction& action);

// Why these bins are no packing of the items; "" when they are one.
std::string PackingFault(const std::vector<int>& items, int capacity, const Bins& bins);

// No packing has fewer bins: the sum over the capacity, rounded up.
int LeastBins(const std::vector<int>& items, int capacity);

// All of these want items from 1 to the capacity.
// The largest first, each into the first bin that it fits into.
Bins FirstFitDecreasing(std::vector<int> items, int capacity);
// A packing with the fewest bins, by branch and bound.
Bins PackOptimally(std::vector<int> items, int capacity);
// The same by dynamic programming over subsets; at most 16 items.
Bins PackBySubsets(const std::vector<int>& items, int capacity);

}  // namespace ponder
