// A trip through cities by direct flights, as a world: an action flies on to the next city. The day
// of a flight counts for both cities.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ponder {

struct TripProblem {
  std::vector<std::string> cities;
  std::vector<int> days;  // of the stay in each city
  // The days, first and last, on which one has to be in the city.
  std::vector<std::optional<std::pair<int, int>>> windows;
  std::vector<std::vector<bool>> flights;  // [from][to]

  int TotalDays() const;
};

struct TripStay {
  size_t city = 0;
  int first = 0;
  int last = 0;

  friend bool operator==(const TripStay&, const TripStay&) = default;
};
using TripPlan = std::vector<TripStay>;  // also the state on the way

// The cities one can go to next: not seen yet, a direct flight away, and at the time they want.
std::vector<size_t> Actions(const TripProblem& problem, const TripPlan& state);
TripPlan Apply(const TripProblem& problem, const TripPlan& state, size_t city);
// All cities have been seen.
bool IsGoal(const TripProblem& problem, const TripPlan& state);

// Every plan that keeps to all rules, at most `most` of them. Depth first.
std::vector<TripPlan> SolveTrip(const TripProblem& problem, size_t most);

// Why a plan breaks a rule; "" when it keeps to all.
std::string TripFault(const TripProblem& problem, const TripPlan& plan);

}  // namespace ponder
