// Trips in words: questions, plans as models write them, and the published prompts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/language.h"
#include "task/rows.h"
#include "task/trip.h"

namespace ponder {

std::string TripQuestion(const TripProblem& problem, Language language);
// "Day 1-4: Rome; Day 4-8: Oslo".
std::string Describe(const TripProblem& problem, const TripPlan& plan, Language language);

// The last whole plan in a text: lines (or parts between semicolons) with days "1-4" and one city.
// A plan begins at day 1. Flights say nothing new and are passed over.
TripPlan ReadTrip(const TripProblem& problem, std::string_view text);

// Cities and days of a plan, as the published scorer sees it: from the lines "Day 4: Fly from Rome
// to Oslo" alone, up to the day that ends the trip. Empty when there are none.
std::vector<std::pair<std::string, int>> ReadTripByFlights(std::string_view text);

// Durations and cities of a published row are fields; windows and flights are in its prompt.
TripProblem ReadTripProblem(const Row& row);

}  // namespace ponder
