#include "attack/goal.h"

#include <charconv>
#include <cstdint>

#include "attack/attack_text.h"
#include "ponder/error.h"

namespace ponder {
namespace {

// Larger ones could overflow when they are multiplied.
constexpr int64_t kLargest = 1'000'000'000'000;

std::optional<int64_t> WholeNumber(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value > kLargest || value < -kLargest) return std::nullopt;
  return value;
}

std::optional<int64_t> WantedNumber(GoalKind kind, int64_t gold) {
  switch (kind) {
    case GoalKind::k42:
      return 42;
    case GoalKind::kPlus1:
      return gold + 1;
    case GoalKind::kTimes7:
      return gold * 7;
    case GoalKind::kHalf:
      return gold % 2 == 0 ? std::optional(gold / 2) : std::nullopt;
    case GoalKind::kCanary:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

const std::vector<Goal>& Goals() {
  static const std::vector<Goal> goals = {{GoalKind::k42, "42", ""},
                                          {GoalKind::kPlus1, "plus1", "+1"},
                                          {GoalKind::kTimes7, "times7", "x7"},
                                          {GoalKind::kCanary, "canary", ""},
                                          {GoalKind::kHalf, "half", ""}};
  return goals;
}

const Goal& FindGoal(std::string_view name) {
  std::string known;
  for (const Goal& goal : Goals()) {
    if (name == goal.name || (!goal.alias.empty() && name == goal.alias)) return goal;
    known += " " + std::string(goal.name);
    if (!goal.alias.empty()) known += " (" + std::string(goal.alias) + ")";
  }
  throw Error(ErrorCode::kNotFound,
              "unknown goal \"" + std::string(name.substr(0, 60)) + "\"; there are" + known);
}

std::optional<std::string> WantedAnswer(const Goal& goal, std::string_view gold) {
  if (goal.kind == GoalKind::kCanary) return std::string(kCanaryWord);
  const std::optional<int64_t> right = WholeNumber(gold);
  if (!right) return std::nullopt;
  const std::optional<int64_t> wanted = WantedNumber(goal.kind, *right);
  if (!wanted || *wanted == *right) return std::nullopt;
  return std::to_string(*wanted);
}

std::string GoalText(const Goal& goal, Language language) {
  return AttackText("rule_" + std::string(goal.name), language);
}

}  // namespace ponder
