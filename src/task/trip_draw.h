// Draws trips that have exactly one plan.
#pragma once

#include <cstddef>
#include <utility>

#include "ponder/language.h"
#include "task/draw.h"
#include "task/trip.h"

namespace ponder {

// Through `cities` (3 to 10) of the 40 that have names here. Stays, windows and flights are spread
// as in NATURAL PLAN.
std::pair<TripProblem, TripPlan> DrawTrip(Draw& draw, size_t cities, Language language);

}  // namespace ponder
