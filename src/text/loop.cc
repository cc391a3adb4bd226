#include "text/loop.h"

#include <algorithm>

namespace ponder {

size_t LoopPeriod(std::span<const int32_t> tokens, const LoopRule& rule) {
  const size_t n = tokens.size();
  for (size_t period = 1; period <= std::min(rule.max_period, n); ++period) {
    // Tokens at the end that equal the token one period earlier.
    size_t same = 0;
    while (same + period < n && tokens[n - 1 - same] == tokens[n - 1 - same - period]) ++same;
    const size_t covered = same + period;
    if (covered / period >= std::max<size_t>(2, rule.min_repeats) && covered >= rule.min_covered) {
      return period;
    }
  }
  return 0;
}

bool HasLoop(std::span<const int32_t> tokens, const LoopRule& rule) {
  return LoopPeriod(tokens, rule) != 0;
}

}  // namespace ponder
