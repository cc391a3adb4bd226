// The published trips (NATURAL PLAN): the prompt, and the reader of the published scorer.
#include <algorithm>

#include "task/trip_text.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool IsWord(char c) {
  return scan::IsAlnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view WordAt(std::string_view text, size_t pos) {
  size_t end = pos;
  while (end < text.size() && IsWord(text[end])) ++end;
  return text.substr(pos, end - pos);
}

struct Flight {
  int day;
  std::string from;
  std::string to;
};

// The last "from A to B" of the line, and the last "Day 4" before it.
std::optional<Flight> ReadFlight(std::string_view line) {
  for (size_t at = line.rfind("from "); at != kNone && at > 0; at = line.rfind("from ", at - 1)) {
    const std::string_view from = WordAt(line, at + 5);
    const size_t to = at + 5 + from.size();
    if (from.empty() || !scan::StartsAt(line, to, " to ") || WordAt(line, to + 4).empty()) continue;
    const std::string_view before = line.substr(0, at);
    for (size_t day = before.rfind("Day "); day != kNone; day = before.rfind("Day ", day - 1)) {
      if (day + 4 < before.size() && scan::IsDigit(before[day + 4])) {
        const int number =
            static_cast<int>(std::min<int64_t>(Numbers(before.substr(day))[0], 9999));
        return Flight{number, std::string(from), std::string(WordAt(line, to + 4))};
      }
      if (day == 0) break;
    }
  }
  return std::nullopt;
}

// The last day of the first "4-8" in the line.
std::optional<int> LastDay(std::string_view line) {
  for (size_t dash = line.find('-', 1); dash != kNone; dash = line.find('-', dash + 1)) {
    if (scan::IsDigit(line[dash - 1]) && dash + 1 < line.size() && scan::IsDigit(line[dash + 1])) {
      return static_cast<int>(std::min<int64_t>(Numbers(line.substr(dash))[0], 9999));
    }
  }
  return std::nullopt;
}

// A list, or one text with "**" between.
std::vector<std::string> Parts(const Row& row, std::string_view field) {
  if (!row.At(field).is_array()) return Split(row.Text(field), "**");
  std::vector<std::string> parts;
  for (const auto& part : row.At(field)) {
    parts.push_back(part.is_string() ? part.get<std::string>() : part.dump());
  }
  return parts;
}

size_t CityNamed(const Row& row, std::string_view name, const TripProblem& problem) {
  const auto found = std::find(problem.cities.begin(), problem.cities.end(), name);
  if (found == problem.cities.end()) {
    row.Refuse("prompt", "flights between the \"cities\", not " + std::string(name));
  }
  return static_cast<size_t>(found - problem.cities.begin());
}

// "A and B" goes both ways, "from A to B" one way.
void AddFlight(const Row& row, std::string_view text, TripProblem& problem) {
  const bool one_way = text.starts_with("from ");
  if (one_way) text.remove_prefix(5);
  const std::string_view between = one_way ? " to " : " and ";
  const size_t at = text.find(between);
  if (at == kNone) row.Refuse("prompt", "flights \"A and B\" or \"from A to B\"");
  const size_t from = CityNamed(row, scan::Trim(text.substr(0, at)), problem);
  const size_t to = CityNamed(row, scan::Trim(text.substr(at + between.size())), problem);
  problem.flights[from][to] = true;
  if (!one_way) problem.flights[to][from] = true;
}

void AddFlights(const Row& row, std::string_view prompt, TripProblem& problem) {
  constexpr std::string_view kMark = "direct flights:";
  const size_t mark = prompt.find(kMark);
  if (mark == kNone) row.Refuse("prompt", "a list of direct flights");
  std::string_view rest = scan::Trim(prompt.substr(mark + kMark.size()));
  rest = rest.substr(0, rest.find('\n'));
  while (rest.ends_with('.') || rest.ends_with(' ')) rest.remove_suffix(1);
  for (const std::string& flight : Split(rest, ",")) AddFlight(row, flight, problem);
}

// "... between day 9 and day 14", "From day 5 to day 8, ...": of the city that the sentence names.
void AddWindow(const std::string& sentence, TripProblem& problem) {
  const std::string lower = scan::Lower(sentence);
  const size_t first = lower.find("day ");
  const size_t second = first == kNone ? first : lower.find(" day ", first + 1);
  if (second == kNone) return;
  const std::vector<int64_t> days = Numbers(lower);
  for (size_t city = 0; days.size() == 2 && city < problem.cities.size(); ++city) {
    const size_t at = sentence.find(problem.cities[city]);
    if (at == kNone || WordAt(sentence, at) != problem.cities[city]) continue;
    problem.windows[city] = {static_cast<int>(std::min<int64_t>(days[0], 9999)),
                             static_cast<int>(std::min<int64_t>(days[1], 9999))};
  }
}

}  // namespace

std::vector<std::pair<std::string, int>> ReadTripByFlights(std::string_view text) {
  constexpr std::string_view kTotal = "European cities for ";
  std::vector<Flight> flights;
  std::optional<int> total, last;
  for (size_t pos = 0; pos < text.size() && (!last || last != total);) {
    const size_t end = std::min(text.find('\n', pos), text.size());
    const std::string_view line = text.substr(pos, end - pos);
    pos = end + 1;
    const size_t at = line.find(kTotal);
    const auto numbers = at == kNone ? std::vector<int64_t>{} : Numbers(line.substr(at));
    if (!numbers.empty()) total = static_cast<int>(std::min<int64_t>(numbers[0], 9999));
    if (const auto day = LastDay(line)) last = day;
    if (last && last == total) break;
    if (auto flight = ReadFlight(line)) flights.push_back(std::move(*flight));
  }
  if (!last || flights.empty()) return {};
  std::vector<std::pair<std::string, int>> plan;
  for (size_t i = 0; i <= flights.size(); ++i) {
    const int from = i == 0 ? 1 : flights[i - 1].day;
    const int to = i == flights.size() ? *last : flights[i].day;
    plan.emplace_back(i == 0 ? flights[0].from : flights[i - 1].to, to - from + 1);
  }
  return plan;
}

TripProblem ReadTripProblem(const Row& row) {
  TripProblem problem;
  problem.cities = Parts(row, "cities");
  for (const std::string& days : Parts(row, "durations")) {
    const auto numbers = Numbers(days);
    if (numbers.size() != 1 || numbers[0] < 1 || numbers[0] > 999) {
      row.Refuse("durations", "days from 1 to 999");
    }
    problem.days.push_back(static_cast<int>(numbers[0]));
  }
  const size_t count = problem.cities.size();
  if (count < 2 || count > 20 || problem.days.size() != count) {
    row.Refuse("durations", "as many as \"cities\", 2 to 20");
  }
  problem.windows.resize(count);
  problem.flights.assign(count, std::vector<bool>(count, false));
  const std::string prompt = row.Text(row.Has("prompt") ? "prompt" : "prompt_0shot");
  AddFlights(row, prompt, problem);
  for (const std::string& sentence : Sentences(prompt)) AddWindow(sentence, problem);
  return problem;
}

}  // namespace ponder
