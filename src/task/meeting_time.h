// Times of meetings as models write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ponder/language.h"

namespace ponder {

// Minutes from midnight.
struct MeetingTime {
  int weekday = -1;  // 0 Monday to 6 Sunday; -1 not said
  int begin = 0;
  int end = 0;

  friend bool operator==(const MeetingTime&, const MeetingTime&) = default;
};

// "9:30".
std::string ClockText(int minutes);
// 0 is Monday.
std::string WeekdayName(int weekday, Language language);

// "Monday, 9:30 - 10:00".
std::string Describe(const MeetingTime& time, Language language);
// The last two times that stand close together, and the day before them. Hours from 1 to 7 are
// in the afternoon.
std::optional<MeetingTime> ReadMeetingTime(std::string_view text);
// By the published rule: the first "Monday, 9:30 - 10:00", in just this form.
std::optional<MeetingTime> ReadPublishedTime(std::string_view text);

}  // namespace ponder
