#include "task/trip_draw.h"

#include <array>

namespace ponder {
namespace {

constexpr int kFlightsOf100 = 65;  // pairs of cities that have a flight
constexpr int kOneWayOf100 = 5;

struct City {
  std::string_view english;
  std::string_view korean;
};
constexpr std::array<City, 40> kCities = {{
    {"Amsterdam", "암스테르담"},
    {"Athens", "아테네"},
    {"Barcelona", "바르셀로나"},
    {"Belgrade", "베오그라드"},
    {"Bergen", "베르겐"},
    {"Berlin", "베를린"},
    {"Bern", "베른"},
    {"Bilbao", "빌바오"},
    {"Bologna", "볼로냐"},
    {"Bordeaux", "보르도"},
    {"Bremen", "브레멘"},
    {"Budapest", "부다페스트"},
    {"Cologne", "쾰른"},
    {"Copenhagen", "코펜하겐"},
    {"Dresden", "드레스덴"},
    {"Dublin", "더블린"},
    {"Florence", "피렌체"},
    {"Geneva", "제네바"},
    {"Genoa", "제노바"},
    {"Hamburg", "함부르크"},
    {"Helsinki", "헬싱키"},
    {"Krakow", "크라쿠프"},
    {"Lisbon", "리스본"},
    {"Ljubljana", "류블랴나"},
    {"London", "런던"},
    {"Lyon", "리옹"},
    {"Madrid", "마드리드"},
    {"Milan", "밀라노"},
    {"Munich", "뮌헨"},
    {"Naples", "나폴리"},
    {"Oslo", "오슬로"},
    {"Paris", "파리"},
    {"Porto", "포르투"},
    {"Prague", "프라하"},
    {"Riga", "리가"},
    {"Rome", "로마"},
    {"Stockholm", "스톡홀름"},
    {"Turin", "토리노"},
    {"Vienna", "빈"},
    {"Warsaw", "바르샤바"},
}};

std::vector<std::string> SomeCities(Draw& draw, size_t count, Language language) {
  std::vector<std::string> names;
  for (const City& city : draw.Some(kCities, count)) {
    names.emplace_back(language == Language::kKorean ? city.korean : city.english);
  }
  return names;
}

// Flights along the cities' order, then other ones until enough pairs have one.
void AddFlights(Draw& draw, TripProblem& problem) {
  const size_t count = problem.cities.size();
  problem.flights.assign(count, std::vector<bool>(count, false));
  const auto add = [&](size_t from, size_t to) {
    problem.flights[from][to] = true;
    problem.flights[to][from] = draw.Number(1, 100) > kOneWayOf100;
  };
  std::vector<std::pair<size_t, size_t>> others;
  for (size_t a = 0; a < count; ++a) {
    if (a + 1 < count) add(a, a + 1);
    for (size_t b = a + 2; b < count; ++b) others.emplace_back(a, b);
  }
  draw.Shuffle(others);
  const size_t wanted = count * (count - 1) / 2 * kFlightsOf100 / 100;
  for (size_t i = 0; count - 1 + i < wanted && i < others.size(); ++i) {
    if (draw.Coin()) std::swap(others[i].first, others[i].second);
    add(others[i].first, others[i].second);
  }
}

// Cities in the order of the plan, with the plan's days as the windows of every other one.
std::pair<TripProblem, TripPlan> Plant(Draw& draw, size_t count, Language language) {
  TripProblem problem;
  problem.cities = SomeCities(draw, count, language);
  problem.windows.resize(count);
  const int longest = count <= 5 ? 7 : 5;
  TripPlan plan;
  for (size_t city = 0; city < count; ++city) {
    problem.days.push_back(static_cast<int>(draw.Number(2, longest)));
    const int first = plan.empty() ? 1 : plan.back().last;
    plan.push_back({city, first, first + problem.days.back() - 1});
  }
  std::vector<size_t> cities(count);
  for (size_t i = 0; i < count; ++i) cities[i] = i;
  for (const size_t city : draw.Some(cities, count / 2)) {
    problem.windows[city] = {plan[city].first, plan[city].last};
  }
  AddFlights(draw, problem);
  return {problem, plan};
}

// The same problem with its cities in another order.
std::pair<TripProblem, TripPlan> Shuffled(Draw& draw, const TripProblem& problem,
                                          const TripPlan& plan) {
  const size_t count = problem.cities.size();
  std::vector<size_t> from(count);  // the old city of each new one
  for (size_t i = 0; i < count; ++i) from[i] = i;
  draw.Shuffle(from);
  TripProblem shuffled = problem;
  TripPlan renamed = plan;
  for (size_t a = 0; a < count; ++a) {
    shuffled.cities[a] = problem.cities[from[a]];
    shuffled.days[a] = problem.days[from[a]];
    shuffled.windows[a] = problem.windows[from[a]];
    for (size_t b = 0; b < count; ++b) shuffled.flights[a][b] = problem.flights[from[a]][from[b]];
    renamed[from[a]].city = a;  // the plan was in the old order
  }
  return {shuffled, renamed};
}

}  // namespace

std::pair<TripProblem, TripPlan> DrawTrip(Draw& draw, size_t cities, Language language) {
  for (;;) {
    const auto [problem, plan] = Plant(draw, cities, language);
    if (SolveTrip(problem, 2).size() == 1) return Shuffled(draw, problem, plan);
  }
}

}  // namespace ponder
