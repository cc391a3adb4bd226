#include "task/blocks_text.h"

namespace ponder {
namespace {

std::string Reason(BlocksFault fault, const BlocksAction& action, const BlockNames& names) {
  const std::string block = BlockName(action.block, names, Language::kEnglish);
  const std::string other =
      action.other < 0 ? "" : BlockName(action.other, names, Language::kEnglish);
  switch (fault) {
    case BlocksFault::kHandFull:
      return "the hand is not empty";
    case BlocksFault::kNotInHand:
      return block + " is not in the hand";
    case BlocksFault::kNotClear:
      return block + " is not clear";
    case BlocksFault::kOtherNotClear:
      return other + " is not clear";
    case BlocksFault::kNotThere:
      return block + (other.empty() ? " is not on the table" : " is not on top of " + other);
    case BlocksFault::kNone:
      return "";
  }
  return "";
}

}  // namespace

std::string PlanFault(const BlocksState& start, const BlocksGoal& goal, const BlocksPlan& plan,
                      const BlockNames& names) {
  BlocksState state = start;
  for (size_t i = 0; i < plan.size(); ++i) {
    const BlocksFault fault = FaultOf(state, plan[i]);
    if (fault != BlocksFault::kNone) {
      return "step " + std::to_string(i + 1) + " (" + Describe(plan[i], names, Language::kEnglish) +
             "): " + Reason(fault, plan[i], names);
    }
    state = Apply(state, plan[i]);
  }
  for (const auto& fact : goal) {
    if (state.under[static_cast<size_t>(fact.first)] == fact.second) continue;
    return "after " + std::to_string(plan.size()) + " steps it is not so that " +
           Describe(BlocksGoal{fact}, names, Language::kEnglish);
  }
  return "";
}

}  // namespace ponder
