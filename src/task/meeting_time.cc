#include "task/meeting_time.h"

#include <algorithm>
#include <array>

#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Weekday {
  std::string_view english;
  std::string_view korean;
};
constexpr std::array<Weekday, 7> kWeekdays = {{{"Monday", "월요일"},
                                               {"Tuesday", "화요일"},
                                               {"Wednesday", "수요일"},
                                               {"Thursday", "목요일"},
                                               {"Friday", "금요일"},
                                               {"Saturday", "토요일"},
                                               {"Sunday", "일요일"}}};
struct ClockTime {
  size_t begin;
  size_t end;
  int minutes;
};

// The first "9:30" or "2:30 pm" at or after `pos`.
std::optional<ClockTime> NextClock(std::string_view text, size_t pos) {
  for (size_t colon = text.find(':', pos); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    size_t begin = colon;
    while (begin > pos && colon - begin < 2 && scan::IsDigit(text[begin - 1])) --begin;
    const bool minutes =
        colon + 2 < text.size() && scan::IsDigit(text[colon + 1]) && scan::IsDigit(text[colon + 2]);
    if (begin == colon || !minutes) continue;
    int hour = static_cast<int>(Numbers(text.substr(begin, colon - begin))[0]);
    const size_t end = colon + 3;
    const size_t next = scan::SkipBlanks(text, end);
    const bool afternoon =
        scan::StartsAtNoCase(text, next, "pm") || scan::StartsAtNoCase(text, next, "p.m");
    if (hour < 8 || (afternoon && hour < 12)) hour += 12;
    return ClockTime{begin, end,
                     hour * 60 + static_cast<int>(Numbers(text.substr(colon + 1, 2))[0])};
  }
  return std::nullopt;
}

// The day named last before `end`; -1 when there is none.
int WeekdayBefore(std::string_view text, size_t end) {
  const std::string before = scan::Lower(text.substr(0, end));
  size_t last = 0;
  int weekday = -1;
  for (size_t day = 0; day < kWeekdays.size(); ++day) {
    for (const std::string& name :
         {scan::Lower(kWeekdays[day].english), std::string(kWeekdays[day].korean)}) {
      const size_t at = before.rfind(name);
      if (at == std::string::npos || (weekday >= 0 && at < last)) continue;
      last = at;
      weekday = static_cast<int>(day);
    }
  }
  return weekday;
}

}  // namespace

std::string ClockText(int minutes) {
  const int rest = minutes % 60;
  return std::to_string(minutes / 60) + (rest < 10 ? ":0" : ":") + std::to_string(rest);
}

std::string WeekdayName(int weekday, Language language) {
  const Weekday& names = kWeekdays.at(static_cast<size_t>(weekday));
  return std::string(language == Language::kKorean ? names.korean : names.english);
}

std::string Describe(const MeetingTime& time, Language language) {
  const std::string day = time.weekday < 0 ? "" : WeekdayName(time.weekday, language) + ", ";
  return day + ClockText(time.begin) + " - " + ClockText(time.end);
}

std::optional<MeetingTime> ReadMeetingTime(std::string_view text) {
  const std::string plain = scan::PlainSigns(text);
  constexpr size_t kBetween = 16;  // "p.m. until", ...
  std::optional<MeetingTime> last;
  std::optional<ClockTime> before;
  for (auto clock = NextClock(plain, 0); clock; clock = NextClock(plain, clock->end)) {
    const bool pair =
        before && clock->begin - before->end <= kBetween && clock->minutes > before->minutes &&
        !Holds(std::string_view(plain).substr(before->end, clock->begin - before->end), "\n");
    if (!pair) {
      before = clock;
      continue;
    }
    last = MeetingTime{WeekdayBefore(plain, before->begin), before->minutes, clock->minutes};
    before.reset();
  }
  return last;
}

std::optional<MeetingTime> ReadPublishedTime(std::string_view text) {
  const auto number = [&](size_t& pos) {
    int value = -1;
    for (; pos < text.size() && scan::IsDigit(text[pos]) && value < 10'000; ++pos) {
      value = std::max(value, 0) * 10 + (text[pos] - '0');
    }
    return value;
  };
  const auto skip = [&](size_t& pos, std::string_view mark) {
    if (!scan::StartsAt(text, pos, mark)) return false;
    pos += mark.size();
    return true;
  };
  for (size_t comma = text.find(", "); comma != std::string_view::npos;
       comma = text.find(", ", comma + 1)) {
    size_t day = comma, pos = comma + 2;
    while (day > 0 && scan::IsAlpha(text[day - 1])) --day;
    const int hour = number(pos);
    if (day == comma || hour < 0 || !skip(pos, ":")) continue;
    const int minute = number(pos);
    if (minute < 0 || !skip(pos, " - ")) continue;
    const int end_hour = number(pos);
    if (end_hour < 0 || !skip(pos, ":")) continue;
    const int end_minute = number(pos);
    if (end_minute < 0) continue;
    // Whatever is not 30 counts as the full hour; the name has to be right to the letter.
    int weekday = -1;
    for (size_t i = 0; i < kWeekdays.size(); ++i) {
      if (kWeekdays[i].english == text.substr(day, comma - day)) weekday = static_cast<int>(i);
    }
    return MeetingTime{weekday, hour * 60 + (minute == 30 ? 30 : 0),
                       end_hour * 60 + (end_minute == 30 ? 30 : 0)};
  }
  return std::nullopt;
}

}  // namespace ponder
