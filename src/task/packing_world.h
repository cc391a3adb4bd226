// Packing bins as a world that search methods walk through.
#pragma once

#include <memory>
#include <vector>

#include "ponder/language.h"
#include "ponder/world_model.h"
#include "task/packing.h"

namespace ponder {

// A state is what is left to pack, in the order of the question, and the bins; an action puts the
// next item into one of them ("put 5 into bin 2") or into a new one. The goal is as few bins as an
// exact search needs. Progress is the share of the items that are packed, less where there are more
// bins than that.
std::shared_ptr<const WorldModel> MakePackingWorld(std::vector<int> items, int capacity,
                                                   Language language);

// The largest item of each bin first, then bins by their items: equal packings look equal.
Bins SortedBins(Bins bins);

}  // namespace ponder
