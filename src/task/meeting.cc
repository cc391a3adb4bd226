#include "task/meeting.h"

#include <algorithm>

namespace ponder {

uint16_t SlotBits(int begin, int length) {
  return static_cast<uint16_t>(((1u << length) - 1) << begin);
}

std::vector<MeetingSlot> Actions(const MeetingProblem& problem) {
  std::vector<MeetingSlot> slots;
  for (size_t day = 0; day < problem.days.size(); ++day) {
    for (int begin = 0; begin + problem.length <= kHalfHours; ++begin)
      slots.push_back({day, begin});
  }
  return slots;
}

bool IsFree(const MeetingProblem& problem, const MeetingSlot& slot) {
  const uint16_t bits = SlotBits(slot.begin, problem.length);
  for (const std::vector<uint16_t>& days : problem.busy) {
    if (days[slot.day] & bits) return false;
  }
  return std::none_of(problem.wishes.begin(), problem.wishes.end(), [&](const MeetingWish& wish) {
    return wish.day == slot.day && (SlotBits(wish.begin, wish.end - wish.begin) & bits) != 0;
  });
}

std::vector<MeetingSlot> FreeSlots(const MeetingProblem& problem) {
  std::vector<MeetingSlot> slots = Actions(problem);
  std::erase_if(slots, [&](const MeetingSlot& slot) { return !IsFree(problem, slot); });
  return slots;
}

}  // namespace ponder
