#include "text/date.h"

#include <array>
#include <cstdio>

#include "text/scan.h"

namespace ponder {
namespace {

using scan::IsDigit;
using scan::StartsAt;

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
  size_t end = 0;
};

int DaysIn(int month, int year) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<size_t>(month - 1)];
}

bool Exists(const Date& date) {
  return date.year >= 1 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= DaysIn(date.month, date.year);
}

// Reads `low` to `high` digits that no further digit follows; -1 when they are not there.
int Digits(std::string_view text, size_t* pos, size_t low, size_t high) {
  size_t end = *pos;
  int value = 0;
  while (end < text.size() && end - *pos <= high && IsDigit(text[end])) {
    value = value * 10 + (text[end++] - '0');
  }
  const size_t length = end - *pos;
  if (length < low || length > high) return -1;
  *pos = end;
  return value;
}

bool IsSeparator(std::string_view text, size_t pos) {
  return pos < text.size() && (text[pos] == '/' || text[pos] == '-' || text[pos] == '.');
}

// MM/DD/YYYY, or YYYY-MM-DD when `year_first`.
std::optional<Date> Numeric(std::string_view text, size_t pos, bool year_first) {
  std::array<int, 3> part{};
  const char separator = [&] {
    size_t end = pos;
    while (end < text.size() && end < pos + 5 && IsDigit(text[end])) ++end;
    return IsSeparator(text, end) ? text[end] : '\0';
  }();
  for (size_t i = 0; i < 3; ++i) {
    const bool is_year = i == (year_first ? 0u : 2u);
    part[i] = is_year ? Digits(text, &pos, 4, 4) : Digits(text, &pos, 1, 2);
    if (part[i] < 0) return std::nullopt;
    if (i < 2 && (pos >= text.size() || text[pos++] != separator)) return std::nullopt;
  }
  if (year_first) return Date{part[0], part[1], part[2], pos};
  return Date{part[2], part[0], part[1], pos};
}

// Month that a word at `pos` names in full or by three letters; moves past it and a full stop.
int MonthName(std::string_view text, size_t* pos) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  size_t end = *pos;
  while (end < text.size() && end - *pos < 10 && scan::IsAlpha(text[end])) ++end;
  const std::string word = scan::Lower(text.substr(*pos, end - *pos));
  for (size_t i = 0; i < kNames.size(); ++i) {
    const bool shortened = word == kNames[i].substr(0, 3) || word == "sept";
    if (word != kNames[i] && !(shortened && word.substr(0, 3) == kNames[i].substr(0, 3))) continue;
    *pos = end + (end < text.size() && text[end] == '.' ? 1 : 0);
    return static_cast<int>(i) + 1;
  }
  return -1;
}

void SkipOrdinal(std::string_view text, size_t* pos) {
  for (std::string_view mark : {"st", "nd", "rd", "th"}) {
    if (!scan::StartsAtNoCase(text, *pos, mark)) continue;
    *pos += mark.size();
    return;
  }
}

// At most three blanks and commas.
void SkipGap(std::string_view text, size_t* pos) {
  for (int i = 0; i < 3 && *pos < text.size() && (text[*pos] == ' ' || text[*pos] == ','); ++i) {
    ++*pos;
  }
}

std::optional<Date> MonthFirst(std::string_view text, size_t pos) {
  Date date;
  date.month = MonthName(text, &pos);
  if (date.month < 0) return std::nullopt;
  SkipGap(text, &pos);
  date.day = Digits(text, &pos, 1, 2);
  SkipOrdinal(text, &pos);
  SkipGap(text, &pos);
  date.year = Digits(text, &pos, 4, 4);
  date.end = pos;
  return date;
}

std::optional<Date> DayFirst(std::string_view text, size_t pos) {
  Date date;
  date.day = Digits(text, &pos, 1, 2);
  if (date.day < 0) return std::nullopt;
  SkipOrdinal(text, &pos);
  SkipGap(text, &pos);
  if (scan::StartsAtNoCase(text, pos, "of ")) pos += 3;
  date.month = MonthName(text, &pos);
  SkipGap(text, &pos);
  date.year = Digits(text, &pos, 4, 4);
  date.end = pos;
  return date;
}

std::optional<Date> Korean(std::string_view text, size_t pos) {
  static constexpr std::array<std::string_view, 3> kSigns = {"\uB144", "\uC6D4", "\uC77C"};
  std::array<int, 3> part{};
  for (size_t i = 0; i < 3; ++i) {
    part[i] = Digits(text, &pos, i == 0 ? 4 : 1, i == 0 ? 4 : 2);
    if (part[i] < 0 || !StartsAt(text, pos, kSigns[i])) return std::nullopt;
    pos += kSigns[i].size();
    if (pos < text.size() && text[pos] == ' ' && i < 2) ++pos;
  }
  return Date{part[0], part[1], part[2], pos};
}

std::optional<Date> DateAt(std::string_view text, size_t pos) {
  if (scan::IsAlpha(text[pos])) {
    const auto date = MonthFirst(text, pos);
    return date && Exists(*date) ? date : std::nullopt;
  }
  if (!IsDigit(text[pos])) return std::nullopt;
  for (const auto& date : {Numeric(text, pos, false), Numeric(text, pos, true), DayFirst(text, pos),
                           Korean(text, pos)}) {
    if (date && Exists(*date)) return date;
  }
  return std::nullopt;
}

std::optional<std::string> FindDate(std::string_view text, bool last) {
  std::optional<Date> found;
  for (size_t pos = 0; pos < text.size();) {
    const bool starts = pos == 0 || !scan::IsAlnum(text[pos - 1]);
    const auto date = starts ? DateAt(text, pos) : std::nullopt;
    if (date) found = date;
    if (found && !last) break;
    pos = date ? date->end : pos + 1;
  }
  if (!found) return std::nullopt;
  std::array<char, 48> buffer;
  const int length = std::snprintf(buffer.data(), buffer.size(), "%02d/%02d/%04d", found->month,
                                   found->day, found->year);
  return std::string(buffer.data(), static_cast<size_t>(length));
}

}  // namespace

std::optional<std::string> LastDate(std::string_view text) { return FindDate(text, true); }

std::optional<std::string> FirstDate(std::string_view text) { return FindDate(text, false); }

}  // namespace ponder
