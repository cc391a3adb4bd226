// Three planners for the blocks world.
#include <algorithm>
#include <queue>
#include <unordered_map>

#include "base/hash.h"
#include "task/blocks_world.h"

namespace ponder {
namespace {

using Kind = BlocksAction::Kind;

size_t At(int block) { return static_cast<size_t>(block); }

struct StateHash {
  size_t operator()(const BlocksState& state) const {
    uint64_t hash = 0;
    for (int block = 0; block < state.count; ++block) {
      hash = (hash ^ static_cast<uint64_t>(state.under[At(block)] + 2)) * 0x100000001b3ULL;
    }
    return Mix(hash);
  }
};

struct Reached {
  BlocksState from;
  BlocksAction by;
  int length = 0;
};
using Paths = std::unordered_map<BlocksState, Reached, StateHash>;

BlocksPlan PlanTo(const BlocksState& goal, const Paths& paths) {
  BlocksPlan plan;
  for (const Reached* at = &paths.at(goal); at->length > 0; at = &paths.at(at->from)) {
    plan.push_back(at->by);
  }
  std::reverse(plan.begin(), plan.end());
  return plan;
}

// A state to look at: of equal estimates the longest path first, then the latest.
struct Open {
  int estimate;
  int length;
  uint64_t number;
  BlocksState state;

  bool operator<(const Open& other) const {
    if (estimate != other.estimate) return estimate > other.estimate;
    return std::pair(length, number) < std::pair(other.length, other.number);
  }
};

// Puts blocks in their goal places, lowest first.
class TableBuilder {
 public:
  TableBuilder(const BlocksState& start, const BlocksGoal& goal) : state_(start), goal_(goal) {
    wanted_.fill(kOnTable);
    for (const auto& [block, on] : goal) wanted_[At(block)] = static_cast<int8_t>(on);
  }

  std::optional<BlocksPlan> Build() {
    while (ClearOne()) {
    }
    while (StackOne()) {
    }
    if (!IsGoal(state_, goal_)) return std::nullopt;
    return plan_;
  }

 private:
  bool IsWanted(int block) const {
    return std::any_of(goal_.begin(), goal_.end(),
                       [&](const auto& fact) { return fact.first == block; });
  }
  // The block and all below it can stay.
  bool IsSettled(int block) const {
    for (; block >= 0; block = state_.under[At(block)]) {
      const int8_t under = state_.under[At(block)];
      if (IsWanted(block) && under != wanted_[At(block)]) return false;
      // What is on a block that another one belongs on has to go.
      for (const auto& [other, on] : goal_) {
        if (on == under && under >= 0 && other != block) return false;
      }
    }
    return true;
  }

  bool ClearOne() {
    for (const BlocksAction& action : Actions(state_)) {
      if (action.kind != Kind::kUnstack || IsSettled(action.block)) continue;
      Do(action);
      Do({Kind::kPutDown, action.block, -1});
      return true;
    }
    return false;
  }

  bool StackOne() {
    for (const BlocksAction& action : Actions(state_)) {
      if (action.kind != Kind::kPickUp || !IsWanted(action.block)) continue;
      const BlocksAction stack{Kind::kStack, action.block, wanted_[At(action.block)]};
      if (!IsSettled(stack.other) || stack.other == stack.block) continue;
      if (FaultOf(Apply(state_, action), stack) != BlocksFault::kNone) continue;
      Do(action);
      Do(stack);
      return true;
    }
    return false;
  }

  void Do(const BlocksAction& action) {
    state_ = Apply(state_, action);
    plan_.push_back(action);
  }

  BlocksState state_;
  const BlocksGoal& goal_;
  std::array<int8_t, kMaxBlocks> wanted_;
  BlocksPlan plan_;
};

}  // namespace

std::optional<BlocksPlan> ShortestPlan(const BlocksState& start, const BlocksGoal& goal,
                                       int longest, size_t most_states) {
  std::priority_queue<Open> open;
  Paths paths;
  uint64_t number = 0;
  paths[start] = {};
  open.push({LeastActions(start, goal), 0, number, start});
  while (!open.empty() && paths.size() <= most_states) {
    const Open at = open.top();
    open.pop();
    if (at.estimate > longest) return std::nullopt;
    if (IsGoal(at.state, goal)) return PlanTo(at.state, paths);
    if (paths[at.state].length < at.length) continue;  // a shorter way was found since
    for (const BlocksAction& action : Actions(at.state)) {
      const BlocksState next = Apply(at.state, action);
      const auto [known, fresh] = paths.try_emplace(next);
      if (!fresh && known->second.length <= at.length + 1) continue;
      known->second = {at.state, action, at.length + 1};
      open.push({at.length + 1 + LeastActions(next, goal), at.length + 1, ++number, next});
    }
  }
  return std::nullopt;
}

std::optional<BlocksPlan> PlanByLayers(const BlocksState& start, const BlocksGoal& goal) {
  Paths paths;
  paths[start] = {};
  std::vector<BlocksState> layer = {start};
  while (!layer.empty()) {
    std::vector<BlocksState> next_layer;
    for (const BlocksState& state : layer) {
      if (IsGoal(state, goal)) return PlanTo(state, paths);
      const int length = paths[state].length + 1;
      for (const BlocksAction& action : Actions(state)) {
        const BlocksState next = Apply(state, action);
        if (!paths.try_emplace(next, Reached{state, action, length}).second) continue;
        next_layer.push_back(next);
      }
    }
    layer = std::move(next_layer);
  }
  return std::nullopt;
}

std::optional<BlocksPlan> PlanByTable(const BlocksState& start, const BlocksGoal& goal) {
  return TableBuilder(start, goal).Build();
}

}  // namespace ponder
