// The rule of the scorer `arithmetic`, for those who have texts and no run.
#pragma once

#include <string_view>

#include "ponder/scorer.h"

namespace ponder {

// Minus the wrong equations of both texts, + 0.01 if any is right, - 0.5 if the answer was cut
// short. Abstains where the answer is whole and holds no equation.
Score ArithmeticScore(std::string_view text, std::string_view thinking, StopReason stop);

}  // namespace ponder
