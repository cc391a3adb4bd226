#include "task/trip.h"

#include <algorithm>
#include <numeric>

namespace ponder {
namespace {

bool Covers(const TripProblem& problem, const TripStay& stay) {
  const auto& window = problem.windows[stay.city];
  return !window || (stay.first <= window->first && window->second <= stay.last);
}

TripStay NextStay(const TripProblem& problem, const TripPlan& state, size_t city) {
  const int first = state.empty() ? 1 : state.back().last;
  return {city, first, first + problem.days[city] - 1};
}

bool IsIn(const TripPlan& plan, size_t city) {
  return std::any_of(plan.begin(), plan.end(),
                     [&](const TripStay& stay) { return stay.city == city; });
}

void Search(const TripProblem& problem, const TripPlan& state, size_t most,
            std::vector<TripPlan>& found) {
  if (IsGoal(problem, state)) found.push_back(state);
  for (const size_t city : Actions(problem, state)) {
    if (found.size() >= most) return;
    Search(problem, Apply(problem, state, city), most, found);
  }
}

std::string Days(int first, int last) { return std::to_string(first) + "-" + std::to_string(last); }

// What is wrong with one stay and the way there.
std::string StayFault(const TripProblem& problem, const TripPlan& plan, size_t i) {
  const TripStay& stay = plan[i];
  const std::string& city = problem.cities[stay.city];
  if (i == 0 && stay.first != 1) return "starts on day " + std::to_string(stay.first);
  if (i > 0 && stay.first != plan[i - 1].last) {
    return "is in " + problem.cities[plan[i - 1].city] + " until day " +
           std::to_string(plan[i - 1].last) + " and in " + city + " from day " +
           std::to_string(stay.first);
  }
  if (i > 0 && !problem.flights[plan[i - 1].city][stay.city]) {
    return "has no direct flight from " + problem.cities[plan[i - 1].city] + " to " + city;
  }
  const int days = stay.last - stay.first + 1;
  if (days != problem.days[stay.city]) {
    return "stays in " + city + " for " + std::to_string(days) + " days instead of " +
           std::to_string(problem.days[stay.city]);
  }
  if (Covers(problem, stay)) return "";
  const auto& window = *problem.windows[stay.city];
  return "is in " + city + " on days " + Days(stay.first, stay.last) + ", not on all of days " +
         Days(window.first, window.second);
}

}  // namespace

int TripProblem::TotalDays() const {
  return std::accumulate(days.begin(), days.end(), 1) - static_cast<int>(days.size());
}

std::vector<size_t> Actions(const TripProblem& problem, const TripPlan& state) {
  std::vector<size_t> actions;
  for (size_t city = 0; city < problem.cities.size(); ++city) {
    if (IsIn(state, city)) continue;
    // Nothing fits any more once a window begins before today.
    const auto& window = problem.windows[city];
    if (window && !state.empty() && window->first < state.back().last) return {};
    const bool flight = state.empty() || problem.flights[state.back().city][city];
    if (flight && Covers(problem, NextStay(problem, state, city))) actions.push_back(city);
  }
  return actions;
}

TripPlan Apply(const TripProblem& problem, const TripPlan& state, size_t city) {
  TripPlan next = state;
  next.push_back(NextStay(problem, state, city));
  return next;
}

bool IsGoal(const TripProblem& problem, const TripPlan& state) {
  return state.size() == problem.cities.size();
}

std::vector<TripPlan> SolveTrip(const TripProblem& problem, size_t most) {
  std::vector<TripPlan> found;
  Search(problem, {}, most, found);
  return found;
}

std::string TripFault(const TripProblem& problem, const TripPlan& plan) {
  if (plan.empty()) return "names no stays (\"Day 1-4: city\")";
  for (size_t i = 0; i < plan.size(); ++i) {
    const TripPlan before(plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(i));
    if (IsIn(before, plan[i].city)) return "visits " + problem.cities[plan[i].city] + " twice";
    const std::string fault = StayFault(problem, plan, i);
    if (!fault.empty()) return fault;
  }
  for (size_t city = 0; city < problem.cities.size(); ++city) {
    if (!IsIn(plan, city)) return "leaves out " + problem.cities[city];
  }
  return "";
}

}  // namespace ponder
