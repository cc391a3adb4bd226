// Finding a time for a meeting: calendars in half hours, wishes, and the times that suit everybody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ponder {

// From 9:00 to 17:00.
constexpr int kHalfHours = 16;

// Half hours [begin, end) of one day on which somebody does not want to meet. Wishes are as strict
// as calendars.
struct MeetingWish {
  size_t person = 0;
  size_t day = 0;
  int begin = 0;
  int end = kHalfHours;
};

struct MeetingProblem {
  std::vector<std::string> people;
  std::vector<int> days;                    // days of the week, 0 Monday to 4 Friday, ascending
  int length = 1;                           // in half hours
  std::vector<std::vector<uint16_t>> busy;  // [person][day], a bit a half hour
  std::vector<MeetingWish> wishes;
  bool earliest = false;  // only the first possible time is right
};

struct MeetingSlot {
  size_t day = 0;  // an index into the problem's days
  int begin = 0;   // half hours from 9:00

  friend bool operator==(const MeetingSlot&, const MeetingSlot&) = default;
};

// Every half hour of every day at which the meeting could begin, whoever is busy.
std::vector<MeetingSlot> Actions(const MeetingProblem& problem);
// Everybody can come, and no wish is against it; `earliest` is not looked at.
bool IsFree(const MeetingProblem& problem, const MeetingSlot& slot);
// Those at which it can, in order.
std::vector<MeetingSlot> FreeSlots(const MeetingProblem& problem);
// [begin, begin + length) as bits.
uint16_t SlotBits(int begin, int length);

}  // namespace ponder
