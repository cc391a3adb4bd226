// The published meetings (NATURAL PLAN), which are prompts only.
#include <algorithm>
#include <array>

#include "task/meeting_text.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr std::array<std::string_view, 5> kDays = {"Monday", "Tuesday", "Wednesday", "Thursday",
                                                   "Friday"};

// The half hour at which "12:30" begins; nullopt when it is no time from 9:00 to 17:00.
std::optional<int> HalfHourOf(std::string_view clock) {
  const std::vector<int64_t> numbers = Numbers(clock);
  if (numbers.size() != 2 || numbers[1] % 30 != 0 || numbers[1] > 30) return std::nullopt;
  const int64_t half_hour = (numbers[0] - 9) * 2 + numbers[1] / 30;
  if (numbers[0] > 17 || half_hour < 0 || half_hour > kHalfHours) return std::nullopt;
  return static_cast<int>(half_hour);
}

class PromptReader {
 public:
  PromptReader(const Row& row, std::string_view prompt) : row_(row), prompt_(prompt) {}

  MeetingProblem Read() {
    ReadHead();
    const size_t mark = prompt_.find("existing schedules");
    if (mark == kNone) Refuse("the existing schedules");
    size_t pos = std::min(prompt_.find('\n', mark), prompt_.size());
    for (size_t person = 0; person < problem_.people.size(); ++person) {
      const std::string_view line = scan::NextFilledLine(prompt_, pos);
      if (line.empty()) Refuse("a schedule for everybody");
      pos = static_cast<size_t>(line.data() - prompt_.data()) + line.size();
      ReadCalendar(line);
    }
    ReadWishes(prompt_.substr(pos));
    return std::move(problem_);
  }

 private:
  [[noreturn]] void Refuse(std::string_view wanted) const {
    row_.Refuse(row_.Has("prompt") ? "prompt" : "prompt_0shot", wanted);
  }

  // "... a meeting for A, B and C for half an hour between ... on either Monday or Tuesday."
  void ReadHead() {
    constexpr std::string_view kMeeting = "a meeting for ";
    const size_t begin = prompt_.find(kMeeting);
    const std::string_view head = prompt_.substr(0, prompt_.find('\n'));
    const size_t half = head.find(" for half an hour");
    const size_t end = std::min(half, head.find(" for one hour"));
    if (begin == kNone || end == kNone || end < begin) Refuse("who meets for how long");
    problem_.length = half == kNone ? 2 : 1;
    const size_t names = begin + kMeeting.size();
    std::string people(head.substr(names, end - names));
    people = scan::ReplaceAll(scan::ReplaceAll(people, " and ", " "), ",", " ");
    problem_.people = Words(people);
    for (size_t day = 0; day < kDays.size(); ++day) {
      if (Holds(head, kDays[day])) problem_.days.push_back(static_cast<int>(day));
    }
    if (problem_.days.empty()) Refuse("days from Monday to Friday");
    problem_.busy.assign(problem_.people.size(), std::vector<uint16_t>(problem_.days.size(), 0));
  }

  std::optional<size_t> PersonAt(std::string_view text) const {
    std::optional<size_t> longest;  // "Joan" and "Jo"
    for (size_t person = 0; person < problem_.people.size(); ++person) {
      const std::string& name = problem_.people[person];
      const size_t known = longest ? problem_.people[*longest].size() : 0;
      if (text.starts_with(name) && name.size() > known) longest = person;
    }
    return longest;
  }

  std::optional<size_t> DayAt(std::string_view text) const {
    for (size_t day = 0; day < problem_.days.size(); ++day) {
      if (text.starts_with(kDays[static_cast<size_t>(problem_.days[day])])) return day;
    }
    return std::nullopt;
  }

  // "A is busy on Monday during 9:00 to 9:30, 12:00 to 13:00, Tuesday during 10:00 to 10:30;", or
  // words without times when A is free. A name may stick to the next word.
  void ReadCalendar(std::string_view line) {
    const std::optional<size_t> person = PersonAt(line);
    if (!person) Refuse("a schedule for everybody");
    std::optional<size_t> day;
    for (size_t pos = 0; pos < line.size(); ++pos) {
      if (const auto named = DayAt(line.substr(pos))) day = named;
      if (!scan::IsDigit(line[pos])) continue;
      const size_t to = line.find(" to ", pos);
      const size_t end = to == kNone ? kNone : line.find_first_of(",;. ", to + 4);
      const int from = HalfHourOf(line.substr(pos, to - pos)).value_or(kHalfHours);
      const int until = to == kNone ? 0 : HalfHourOf(line.substr(to + 4, end - to - 4)).value_or(0);
      if (!day || from >= until) Refuse("times such as 9:00 to 9:30");
      problem_.busy[*person][*day] |= SlotBits(from, until - from);
      pos = std::min(end, line.size()) - 1;
    }
  }

  // "A can not meet on Monday before 14:00. Wednesday. B would ... . Find a time ...": a sentence
  // that begins with a day goes on with the wish before it.
  void ReadWishes(std::string_view text) {
    std::optional<size_t> person;
    for (const std::string& sentence : Sentences(text)) {
      if (Holds(sentence, "earlist") || Holds(sentence, "earliest")) problem_.earliest = true;
      if (const auto named = PersonAt(sentence)) person = named;
      const size_t on = sentence.find(" on ");
      const std::string_view rest = on == std::string::npos
                                        ? std::string_view(sentence)
                                        : std::string_view(sentence).substr(on + 4);
      const std::optional<size_t> day = DayAt(rest);
      if (!day) continue;
      if (!person) Refuse("whose wish it is");
      MeetingWish wish{*person, *day, 0, kHalfHours};
      if (Holds(rest, "before") || Holds(rest, "after")) {
        const auto time = HalfHourOf(rest);
        if (!time) Refuse("a wish with a time from 9:00 to 17:00");
        (Holds(rest, "after") ? wish.begin : wish.end) = *time;
      }
      problem_.wishes.push_back(wish);
    }
  }

  const Row& row_;
  std::string_view prompt_;
  MeetingProblem problem_;
};

}  // namespace

MeetingProblem ReadMeetingProblem(const Row& row) {
  const std::string prompt = row.Text(row.Has("prompt") ? "prompt" : "prompt_0shot");
  const size_t task = prompt.rfind("TASK:");
  return PromptReader(row, std::string_view(prompt).substr(task == kNone ? 0 : task)).Read();
}

}  // namespace ponder
