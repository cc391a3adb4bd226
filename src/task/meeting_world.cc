#include "task/meeting_world.h"

#include <algorithm>

#include "task/meeting_text.h"
#include "task/meeting_time.h"
#include "text/action_line.h"

namespace ponder {
namespace {

class MeetingWorld : public WorldModel {
 public:
  MeetingWorld(MeetingProblem problem, Language language)
      : problem_(std::move(problem)), language_(language) {}

  std::string Start() const override {
    return language_ == Language::kKorean ? "정한 시간 없음" : "no time chosen";
  }

  std::vector<std::string> Actions(std::string_view state) const override {
    std::vector<std::string> actions;
    if (state != Start()) return actions;
    for (const MeetingSlot& slot : ponder::Actions(problem_)) actions.push_back(Text(slot));
    return actions;
  }

  std::optional<std::string> Next(std::string_view state, std::string_view said) const override {
    const auto slot = state == Start() ? Find(ActionLine(said)) : std::nullopt;
    if (!slot) return std::nullopt;
    return Text(*slot);
  }

  bool IsGoal(std::string_view state) const override { return Progress(state) == 1; }

  double Progress(std::string_view state) const override {
    const auto slot = Find(state);
    if (!slot) return 0;
    const uint16_t bits = SlotBits(slot->begin, problem_.length);
    size_t met = 0;
    for (const auto& days : problem_.busy) met += (days[slot->day] & bits) == 0;
    for (const MeetingWish& wish : problem_.wishes) {
      const bool broken =
          wish.day == slot->day && (SlotBits(wish.begin, wish.end - wish.begin) & bits) != 0;
      met += !broken;
    }
    size_t all = problem_.busy.size() + problem_.wishes.size();
    if (problem_.earliest) {
      const std::vector<MeetingSlot> free = FreeSlots(problem_);
      met += !free.empty() && free[0] == *slot;
      ++all;
    }
    return static_cast<double>(met) / static_cast<double>(std::max<size_t>(all, 1));
  }

  int Depth() const override { return 1; }

  std::string Reply(std::span<const std::string> actions) const override {
    const auto slot = actions.empty() ? std::nullopt : Find(ActionLine(actions[0]));
    return slot ? "#### " + Text(*slot) : "";
  }

 private:
  std::string Text(const MeetingSlot& slot) const {
    return Describe(TimeOf(problem_, slot), language_);
  }

  std::optional<MeetingSlot> Find(std::string_view said) const {
    auto time = ReadMeetingTime(said);
    if (!time) return std::nullopt;
    if (time->weekday < 0 && problem_.days.size() == 1) time->weekday = problem_.days[0];
    for (const MeetingSlot& slot : ponder::Actions(problem_)) {
      if (TimeOf(problem_, slot) == *time) return slot;
    }
    return std::nullopt;
  }

  MeetingProblem problem_;
  Language language_;
};

}  // namespace

std::shared_ptr<const WorldModel> MakeMeetingWorld(MeetingProblem problem, Language language) {
  return std::make_shared<MeetingWorld>(std::move(problem), language);
}

}  // namespace ponder
