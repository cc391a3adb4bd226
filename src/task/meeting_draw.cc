#include "task/meeting_draw.h"

#include <bit>

#include "task/people.h"

namespace ponder {
namespace {

// Of the half hours of a person's day, these many are busy, of a hundred.
constexpr int kBusyLow = 33;
constexpr int kBusyHigh = 47;

class Planter {
 public:
  Planter(Draw& draw, size_t people, size_t days, Language language) : draw_(draw) {
    problem_.people = SomePeople(draw, people, language);
    for (size_t day = 0; day < days; ++day) problem_.days.push_back(static_cast<int>(day));
    problem_.length = static_cast<int>(draw.Number(1, 2));
    problem_.busy.assign(people, std::vector<uint16_t>(days, 0));
    problem_.earliest = draw.Number(1, 5) == 1;
    planted_.day = draw.Index(days);
    planted_.begin = static_cast<int>(draw.Number(0, kHalfHours - problem_.length));
  }

  std::pair<MeetingProblem, MeetingSlot> Plant() {
    for (int64_t wishes = draw_.Number(0, 2); wishes > 0; --wishes) AddWish();
    CoverOthers();
    for (size_t person = 0; person < problem_.people.size(); ++person) {
      for (size_t day = 0; day < problem_.days.size(); ++day) Fill(person, day);
    }
    return {problem_, planted_};
  }

 private:
  // The planted half hours of a day.
  uint16_t Kept(size_t day) const {
    return day == planted_.day ? SlotBits(planted_.begin, problem_.length) : uint16_t{0};
  }

  // A day, or what is before or after some time of it, but not the planted time.
  void AddWish() {
    MeetingWish wish{draw_.Index(problem_.people.size()), draw_.Index(problem_.days.size()), 0,
                     kHalfHours};
    const int time = static_cast<int>(draw_.Number(1, kHalfHours - 1));
    const int64_t form = draw_.Number(0, 2);
    if (form == 1) wish.begin = time;
    if (form == 2) wish.end = time;
    if (SlotBits(wish.begin, wish.end - wish.begin) & Kept(wish.day)) return;
    for (const MeetingWish& other : problem_.wishes) {
      if (other.day == wish.day) return;  // one a day, so that none repeats another
    }
    problem_.wishes.push_back(wish);
  }

  // Somebody is busy at every other free time (every earlier one, where the first time counts).
  void CoverOthers() {
    std::vector<MeetingSlot> slots = FreeSlots(problem_);
    draw_.Shuffle(slots);
    for (const MeetingSlot& slot : slots) {
      const bool later = std::pair(slot.day, slot.begin) > std::pair(planted_.day, planted_.begin);
      if (slot == planted_ || (problem_.earliest && later) || !IsFree(problem_, slot)) continue;
      std::vector<int> half_hours;
      for (int i = slot.begin; i < slot.begin + problem_.length; ++i) {
        if ((SlotBits(i, 1) & Kept(slot.day)) == 0) half_hours.push_back(i);
      }
      const int half_hour = half_hours[draw_.Index(half_hours.size())];
      problem_.busy[draw_.Index(problem_.people.size())][slot.day] |= SlotBits(half_hour, 1);
    }
  }

  // More blocks, until the day is as full as drawn or ten of them did not fit.
  void Fill(size_t person, size_t day) {
    uint16_t& busy = problem_.busy[person][day];
    const int wanted = static_cast<int>(draw_.Number(kBusyLow, kBusyHigh)) * kHalfHours / 100;
    for (int tries = 0; tries < 10 && std::popcount(busy) < wanted; ++tries) {
      const int length = static_cast<int>(draw_.Number(1, 3));
      const int begin = static_cast<int>(draw_.Number(0, kHalfHours - length));
      const uint16_t block = SlotBits(begin, length);
      if ((block & Kept(day)) == 0) busy |= block;
    }
  }

  Draw& draw_;
  MeetingProblem problem_;
  MeetingSlot planted_;
};

}  // namespace

std::pair<MeetingProblem, MeetingSlot> DrawMeeting(Draw& draw, size_t people, size_t days,
                                                   Language language) {
  return Planter(draw, people, days, language).Plant();
}

}  // namespace ponder
