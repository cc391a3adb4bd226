#include "task/meeting_text.h"

#include <algorithm>

#include "task/korean.h"
#include "task/words.h"

namespace ponder {
namespace {

constexpr int kOpens = 9 * 60;
constexpr int kCloses = 17 * 60;

std::string HalfHour(int half_hour) { return ClockText(kOpens + half_hour * 30); }

// "9:00-10:30, 12:00-12:30": runs of busy half hours.
std::string BusyTimes(uint16_t busy) {
  std::vector<std::string> times;
  for (int i = 0; i < kHalfHours;) {
    const int begin = i;
    while (i < kHalfHours && (busy & SlotBits(i, 1))) ++i;
    if (i > begin) times.push_back(HalfHour(begin) + "-" + HalfHour(i));
    if (i == begin) ++i;
  }
  return Join(times, ", ");
}

std::string CalendarOf(const MeetingProblem& problem, size_t person, Language language) {
  std::vector<std::string> days;
  for (size_t day = 0; day < problem.days.size(); ++day) {
    const std::string times = BusyTimes(problem.busy[person][day]);
    if (!times.empty()) days.push_back(WeekdayName(problem.days[day], language) + " " + times);
  }
  const std::string_view nothing = language == Language::kKorean ? "없음" : "nothing";
  return problem.people[person] + ": " + (days.empty() ? std::string(nothing) : Join(days, "; "));
}

std::string WishText(const MeetingProblem& problem, const MeetingWish& wish, Language language) {
  const std::string& person = problem.people[wish.person];
  const std::string day = WeekdayName(problem.days[wish.day], language);
  if (language == Language::kKorean) {
    const std::string when = wish.begin > 0          ? " " + HalfHour(wish.begin) + " 이후"
                             : wish.end < kHalfHours ? " " + HalfHour(wish.end) + " 이전"
                                                     : "";
    return WithParticle(person, "은는") + " " + day + when + "에는 만날 수 없습니다.";
  }
  const std::string when = wish.begin > 0          ? " after " + HalfHour(wish.begin)
                           : wish.end < kHalfHours ? " before " + HalfHour(wish.end)
                                                   : "";
  return person + " does not want to meet on " + day + when;
}

}  // namespace

std::string MeetingQuestion(const MeetingProblem& problem, Language language) {
  const bool korean = language == Language::kKorean;
  std::vector<std::string> days, calendars, wishes;
  for (const int day : problem.days) days.push_back(WeekdayName(day, language));
  for (size_t person = 0; person < problem.people.size(); ++person) {
    calendars.push_back(CalendarOf(problem, person, language));
  }
  for (const MeetingWish& wish : problem.wishes) {
    wishes.push_back(WishText(problem, wish, language) + (korean ? "" : "."));
  }
  if (problem.earliest) {
    wishes.emplace_back(korean ? "가능한 시간 중 가장 이른 시간이어야 합니다."
                               : "Of all possible times it has to be the first.");
  }
  const std::string minutes = std::to_string(problem.length * 30);
  const std::string rules = wishes.empty() ? "" : Join(wishes, " ") + "\n";
  if (korean) {
    return List(problem.people, language) + "의 " + minutes + "분 회의 시간을 정하려고 합니다. " +
           Join(days, ", ") +
           "의 9:00부터 17:00 사이여야 하며, 모두 비어 있어야 합니다. 바쁜 "
           "시간은 다음과 같습니다.\n" +
           Join(calendars, "\n") + "\n" + rules + "회의는 언제 할 수 있습니까?";
  }
  return "A meeting of " + minutes + " minutes is to be set for " + List(problem.people, language) +
         ", between 9:00 and 17:00 on " +
         (days.size() == 1 ? days[0] : "one of the days " + Join(days, ", ")) +
         ", when nobody is busy. Busy are:\n" + Join(calendars, "\n") + "\n" + rules +
         "When can they meet?";
}

MeetingTime TimeOf(const MeetingProblem& problem, const MeetingSlot& slot) {
  const int begin = kOpens + slot.begin * 30;
  return {problem.days[slot.day], begin, begin + problem.length * 30};
}

std::string MeetingFault(const MeetingProblem& problem, const MeetingTime& time) {
  const auto found = time.weekday < 0 && problem.days.size() == 1
                         ? problem.days.begin()
                         : std::find(problem.days.begin(), problem.days.end(), time.weekday);
  if (time.weekday < 0 && found == problem.days.end()) return "names no day";
  if (found == problem.days.end()) {
    return WeekdayName(time.weekday, Language::kEnglish) + " is none of the days";
  }
  const int minutes = time.end - time.begin;
  if (minutes != problem.length * 30) {
    return "takes " + std::to_string(minutes) + " minutes instead of " +
           std::to_string(problem.length * 30);
  }
  if (time.begin < kOpens || time.end > kCloses) return "is not between 9:00 and 17:00";
  const auto day = static_cast<size_t>(found - problem.days.begin());
  const int begin = (time.begin - kOpens) / 30;
  const uint16_t bits = SlotBits(begin, (time.end - kOpens + 29) / 30 - begin);
  for (size_t person = 0; person < problem.people.size(); ++person) {
    if (problem.busy[person][day] & bits) return problem.people[person] + " is busy then";
  }
  for (const MeetingWish& wish : problem.wishes) {
    if (wish.day != day || !(SlotBits(wish.begin, wish.end - wish.begin) & bits)) continue;
    return WishText(problem, wish, Language::kEnglish);
  }
  if (!problem.earliest) return "";
  const MeetingTime first = TimeOf(problem, FreeSlots(problem).at(0));
  if (std::pair(first.weekday, first.begin) >= std::pair(*found, time.begin)) return "";
  return Describe(first, Language::kEnglish) + " is earlier";
}

}  // namespace ponder
