#include "task/trip_text.h"

#include <algorithm>

#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

std::string Range(const std::pair<int, int>& days) {
  return std::to_string(days.first) + "-" + std::to_string(days.second);
}

// "A and B" for both ways, "from A to B" for one.
std::string FlightsOf(const TripProblem& problem, Language language) {
  const bool korean = language == Language::kKorean;
  std::vector<std::string> flights;
  for (size_t a = 0; a < problem.cities.size(); ++a) {
    for (size_t b = 0; b < problem.cities.size(); ++b) {
      const std::string& from = problem.cities[a];
      const std::string& to = problem.cities[b];
      if (!problem.flights[a][b]) continue;
      const bool back = problem.flights[b][a];
      if (back && b < a) continue;
      flights.push_back(back ? from + " <-> " + to : from + " -> " + to);
    }
  }
  return (korean ? "직항편 (<->는 왕복, ->는 편도): "
                 : "Direct flights (<-> both ways, -> one way): ") +
         Join(flights, ", ") + ".";
}

struct StayLine {
  std::pair<int, int> days;
  size_t city;
};

size_t Digits(std::string_view text, size_t pos) {
  while (pos < text.size() && scan::IsDigit(text[pos])) ++pos;
  return pos;
}

int Number(std::string_view digits) {
  return static_cast<int>(std::min<int64_t>(Numbers(digits).at(0), 1'000'000));
}

// The first "4-8" of a text, with any dash or "to" between.
std::optional<std::pair<int, int>> FindRange(std::string_view text) {
  for (size_t pos = 0; pos < text.size(); ++pos) {
    if (!scan::IsDigit(text[pos])) continue;
    const size_t end = Digits(text, pos);
    size_t next = scan::SkipBlanks(text, end);
    for (const std::string_view dash : {"-", "to ", "~"}) {
      if (!scan::StartsAt(text, next, dash)) continue;
      next = scan::SkipBlanks(text, next + dash.size());
      const size_t last = Digits(text, next);
      if (last == next) break;
      return std::pair(Number(text.substr(pos, end - pos)), Number(text.substr(next, last - next)));
    }
    pos = end;
  }
  return std::nullopt;
}

bool HasCity(std::string_view text, std::string_view city) {
  for (size_t at = text.find(city); at != std::string_view::npos; at = text.find(city, at + 1)) {
    const size_t end = at + city.size();
    const bool begins = at == 0 || !scan::IsAlnum(text[at - 1]);
    if (begins && (end == text.size() || !scan::IsAlnum(text[end]))) return true;
  }
  return false;
}

std::optional<StayLine> ReadStay(const TripProblem& problem, std::string_view line) {
  const auto days = FindRange(line);
  if (!days) return std::nullopt;
  std::optional<size_t> city;
  for (size_t i = 0; i < problem.cities.size(); ++i) {
    if (!HasCity(line, problem.cities[i])) continue;
    if (city) return std::nullopt;
    city = i;
  }
  if (!city) return std::nullopt;
  return StayLine{*days, *city};
}

}  // namespace

std::string TripQuestion(const TripProblem& problem, Language language) {
  const bool korean = language == Language::kKorean;
  const std::string total = std::to_string(problem.TotalDays());
  std::vector<std::string> stays, windows;
  for (size_t i = 0; i < problem.cities.size(); ++i) {
    const std::string& city = problem.cities[i];
    stays.push_back(city + " " + std::to_string(problem.days[i]) + (korean ? "일" : " days"));
    if (!problem.windows[i]) continue;
    const std::string days = Range(*problem.windows[i]);
    windows.push_back(korean ? days + "일에는 " + city + "에 있어야 합니다."
                             : "On days " + days + " the traveller has to be in " + city + ".");
  }
  const std::string count = std::to_string(problem.cities.size());
  const std::string wanted = windows.empty() ? "" : " " + Join(windows, " ");
  if (korean) {
    return total + "일 동안 도시 " + count +
           "곳을 한 번씩 여행합니다. 도시 사이는 직항편으로만 이동하고, 비행하는 날은 떠나는 "
           "도시와 "
           "도착하는 도시 양쪽의 머무는 날로 셉니다. 머무는 날: " +
           Join(stays, ", ") + "." + wanted + "\n" + FlightsOf(problem, language) +
           "\n며칠에 어느 도시에 있어야 합니까?";
  }
  return "A trip of " + total + " days goes through " + count +
         " cities, each once, by direct flights. The day of a flight counts for both cities. "
         "Stays: " +
         Join(stays, ", ") + "." + wanted + "\n" + FlightsOf(problem, language) +
         "\nOn which days is the traveller in which city?";
}

std::string Describe(const TripProblem& problem, const TripPlan& plan, Language language) {
  std::vector<std::string> stays;
  for (const TripStay& stay : plan) {
    const std::string days = Range({stay.first, stay.last});
    stays.push_back((language == Language::kKorean ? days + "일: " : "Day " + days + ": ") +
                    problem.cities[stay.city]);
  }
  return Join(stays, "; ");
}

TripPlan ReadTrip(const TripProblem& problem, std::string_view text) {
  const std::string plain = scan::PlainSigns(text);
  TripPlan plan, last_whole;
  for (size_t pos = 0; pos < plain.size();) {
    const size_t end = std::min(plain.find_first_of("\n;", pos), plain.size());
    const auto stay = ReadStay(problem, std::string_view(plain).substr(pos, end - pos));
    pos = end + 1;
    if (!stay) continue;
    if (stay->days.first == 1) plan.clear();
    plan.push_back({stay->city, stay->days.first, stay->days.second});
    if (stay->days.second == problem.TotalDays()) last_whole = plan;
  }
  return last_whole.empty() ? plan : last_whole;
}

}  // namespace ponder
