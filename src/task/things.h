// Things of everyday life by family, for questions that count them.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace ponder {

struct Thing {
  std::string_view one;  // with its article
  std::string_view many;
  std::string_view korean;
};
struct Family {
  std::string_view name;
  std::string_view korean;
  std::string_view korean_counter;
  std::array<Thing, 10> things;
};

// Families that questions ask about, and the furniture that stands between.
std::span<const Family> Families();
const Family& Furniture();

}  // namespace ponder
