// Which date is so many days, weeks, months or years away? The form of the BIG-bench task of this
// name, with questions of our own.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "task/bbh.h"
#include "task/draw.h"
#include "task/slow_calendar.h"
#include "task/words.h"
#include "text/date.h"

namespace ponder {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

std::string Slashed(const year_month_day& date) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02u/%02u/%04d", static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(date.year()));
  return text.data();
}

std::string Spoken(const year_month_day& date, Language language) {
  constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
  const auto month = static_cast<unsigned>(date.month());
  const std::string day = std::to_string(static_cast<unsigned>(date.day()));
  const std::string year = std::to_string(static_cast<int>(date.year()));
  if (language == Language::kKorean)
    return Fill("{}년 {}월 {}일", {year, std::to_string(month), day});
  return Fill("{} {}, {}", {kMonths[month - 1], day, year});
}

// How a question names the day whose date it gives, and how far that is from today.
struct Clue {
  std::string_view english, korean;
  int64_t days;
};
constexpr std::array<Clue, 5> kClues = {
    {{"Today is {}.", "오늘은 {}입니다.", 0},
     {"Yesterday was {}.", "어제는 {}이었습니다.", -1},
     {"Tomorrow is {}.", "내일은 {}입니다.", 1},
     {"The day before yesterday was {}.", "그저께는 {}이었습니다.", -2},
     {"The day after tomorrow is {}.", "모레는 {}입니다.", 2}}};

struct Unit {
  std::string_view english, korean;
  int64_t days, months;
  int64_t most;
};
constexpr std::array<Unit, 5> kUnits = {{{"day", "일", 1, 0, 9},
                                         {"day", "일", 1, 0, 90},
                                         {"week", "주", 7, 0, 12},
                                         {"month", "개월", 0, 1, 20},
                                         {"year", "년", 0, 12, 30}}};

// Units and clues of a level: the first so many, from the given one on.
struct Level {
  size_t first_unit, units, clues;
};
constexpr std::array<Level, 4> kLevels = {{{0, 1, 1}, {1, 2, 1}, {3, 2, 1}, {1, 4, 5}}};

year_month_day After(const year_month_day& date, const Unit& unit, int64_t number) {
  if (unit.months == 0) return sys_days{date} + days{unit.days * number};
  return date + months{unit.months * number};
}

// Six dates with the right one among them; the others are near misses.
std::vector<std::string> Options(Draw& draw, const year_month_day& right) {
  std::vector<std::string> options = {Slashed(right)};
  while (options.size() < 6) {
    year_month_day other = sys_days{right} + days{draw.Number(-8, 8)};
    if (draw.Coin()) other = right + months{draw.Number(-2, 2)};
    if (draw.Number(0, 3) == 0) other += std::chrono::years{draw.Number(-2, 2)};
    const std::string text = Slashed(other);
    if (other.ok() && std::find(options.begin(), options.end(), text) == options.end()) {
      options.push_back(text);
    }
  }
  draw.Shuffle(options);
  return options;
}

class DateUnderstanding : public Task {
 public:
  TaskItem Make(const RandomStream& random, int level, Language language) const override {
    Draw draw(random);
    const bool korean = language == Language::kKorean;
    const Level& size = kLevels.at(static_cast<size_t>(level));
    const Clue& clue = kClues[draw.Index(size.clues)];
    const Unit& unit = kUnits[size.first_unit + draw.Index(size.units)];
    const int64_t number = draw.Number(1, unit.most);
    const bool later = draw.Coin();
    // Days that every month has.
    const year_month_day today{std::chrono::year{static_cast<int>(draw.Number(1960, 2060))},
                               std::chrono::month{static_cast<unsigned>(draw.Number(1, 12))},
                               std::chrono::day{static_cast<unsigned>(draw.Number(1, 28))}};
    const year_month_day right = After(today, unit, later ? number : -number);
    const std::vector<std::string> options = Options(draw, right);
    std::string list;
    TaskItem item;
    for (size_t i = 0; i < options.size(); ++i) {
      const std::string letter = std::string("(") + "ABCDEF"[i] + ")";
      list += "\n" + letter + " " + options[i];
      if (options[i] == Slashed(right)) item.gold = letter;
    }
    const std::string known =
        Fill(korean ? clue.korean : clue.english,
             {Spoken(year_month_day{sys_days{today} + days{clue.days}}, language)});
    const std::string count = std::to_string(number);
    item.question = korean
                        ? Fill("{} 오늘부터 {}{} {}의 날짜는 무엇입니까(MM/DD/YYYY)?{}",
                               {known, count, std::string(unit.korean), later ? "뒤" : "전", list})
                        : Fill("{} Which date is {} {} {} today, as MM/DD/YYYY?{}",
                               {known, count, std::string(unit.english) + (number == 1 ? "" : "s"),
                                later ? "after" : "before", list});
    item.kind = AnswerKind::kChoice;
    return item;
  }

  std::vector<TaskItem> Read(const std::filesystem::path& file) const override {
    return ReadBbh(file, AnswerKind::kChoice, 256);
  }

  // Reads the question, and counts the days off. Not for the published set, which needs reading.
  std::optional<std::string> Solve(const TaskItem& item) const override {
    const std::vector<std::string> lines = Sentences(item.question);
    if (!item.id.starts_with("gen-") || lines.size() < 3) return std::nullopt;
    const std::vector<int64_t> date = Numbers(FirstDate(lines[0]).value_or(""));
    if (date.size() != 3) return std::nullopt;
    Day day{date[2], date[0], date[1]};
    for (const Clue& clue : kClues) {  // back to today
      const auto begins = [&](std::string_view text) {
        return lines[0].starts_with(text.substr(0, text.find('{')));
      };
      if (!begins(clue.english) && !begins(clue.korean)) continue;
      Walk(day, clue.days < 0, std::abs(clue.days), 1, 0);
    }
    const int64_t number = Numbers(lines[1]).at(0);
    const bool later = Holds(lines[1], " after ") || Holds(lines[1], " 뒤");
    for (const Unit& unit : kUnits) {
      const std::string count = std::to_string(number);
      if (&unit == &kUnits[1]) continue;  // days, as the first
      if (Holds(lines[1], " " + count + " " + std::string(unit.english)) ||
          Holds(lines[1], " " + count + std::string(unit.korean) + " ")) {
        Walk(day, later, number, unit.days, unit.months);
      }
    }
    std::array<char, 80> text{};
    std::snprintf(text.data(), text.size(), " %02d/%02d/%04d", static_cast<int>(day.month),
                  static_cast<int>(day.day), static_cast<int>(day.year));
    const size_t at = item.question.find(text.data());
    if (at == std::string::npos || at < 3) return std::nullopt;
    return item.question.substr(at - 3, 3);
  }

 private:
  static void Walk(Day& day, bool later, int64_t times, int64_t days, int64_t months) {
    for (int64_t i = 0; i < times * days; ++i) later ? day.Next() : day.Last();
    for (int64_t i = 0; i < times * months; ++i) later ? day.NextMonth() : day.LastMonth();
  }
};

const DateUnderstanding task;

}  // namespace

extern const TaskInfo date_understanding_task;
const TaskInfo date_understanding_task{
    .name = "date_understanding",
    .summary = "which date is so many days, weeks, months or years away?",
    .levels = {"up_to_9_days", "days_and_weeks", "months_and_years", "clue_to_today"},
    .korean = true,
    .published = BbhSet({BbhFile(
        "date_understanding", "0148d4ac5fca05b2f82373e5fef7208e15363b9c6079493034d77b3dab496bf5")}),
    .task = &task};

}  // namespace ponder
