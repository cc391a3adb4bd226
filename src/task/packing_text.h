// Packings as models write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ponder/language.h"
#include "task/packing.h"

namespace ponder {

struct PackingAnswer {
  std::optional<int> count;  // how many bins it says that it needs
  Bins bins;
};

// The last list of lists in the text ("3 bins: [[8, 2], [7, 3], [5]]"), else lines "Bin 1: 8, 2".
std::optional<PackingAnswer> ReadPacking(std::string_view text);
// "3 bins: [[8, 2], [7, 3], [5]]".
std::string Describe(const PackingAnswer& answer, Language language);

}  // namespace ponder
