#include "task/blocks_world.h"

#include <algorithm>

namespace ponder {
namespace {

using Kind = BlocksAction::Kind;

size_t At(int block) { return static_cast<size_t>(block); }

bool IsClear(const BlocksState& state, int block) {
  const auto* end = state.under.begin() + state.count;
  return state.under[At(block)] != kInHand && std::find(state.under.begin(), end, block) == end;
}

// The block in the hand, or -1.
int Held(const BlocksState& state) {
  const auto* end = state.under.begin() + state.count;
  const auto* held = std::find(state.under.begin(), end, kInHand);
  return held == end ? -1 : static_cast<int>(held - state.under.begin());
}

}  // namespace

BlocksFault FaultOf(const BlocksState& state, const BlocksAction& action) {
  const int held = Held(state);
  const int8_t under = state.under[At(action.block)];
  if (action.kind == Kind::kPutDown || action.kind == Kind::kStack) {
    if (held != action.block) return BlocksFault::kNotInHand;
    const bool stack = action.kind == Kind::kStack;
    return stack && !IsClear(state, action.other) ? BlocksFault::kOtherNotClear
                                                  : BlocksFault::kNone;
  }
  if (held >= 0) return BlocksFault::kHandFull;
  const int wanted = action.kind == Kind::kPickUp ? int{kOnTable} : action.other;
  if (under != wanted) return BlocksFault::kNotThere;
  return IsClear(state, action.block) ? BlocksFault::kNone : BlocksFault::kNotClear;
}

std::vector<BlocksAction> Actions(const BlocksState& state) {
  std::vector<BlocksAction> actions;
  const int held = Held(state);
  if (held >= 0) actions.push_back({Kind::kPutDown, held, -1});
  for (int block = 0; block < state.count; ++block) {
    if (!IsClear(state, block)) continue;
    const int8_t under = state.under[At(block)];
    if (held >= 0) {
      actions.push_back({Kind::kStack, held, block});
    } else if (under == kOnTable) {
      actions.push_back({Kind::kPickUp, block, -1});
    } else {
      actions.push_back({Kind::kUnstack, block, under});
    }
  }
  return actions;
}

BlocksState Apply(const BlocksState& state, const BlocksAction& action) {
  BlocksState next = state;
  int8_t& under = next.under[At(action.block)];
  switch (action.kind) {
    case Kind::kPickUp:
    case Kind::kUnstack:
      under = kInHand;
      break;
    case Kind::kPutDown:
      under = kOnTable;
      break;
    case Kind::kStack:
      under = static_cast<int8_t>(action.other);
      break;
  }
  return next;
}

bool IsGoal(const BlocksState& state, const BlocksGoal& goal) {
  return std::all_of(goal.begin(), goal.end(),
                     [&](const auto& fact) { return state.under[At(fact.first)] == fact.second; });
}

int LeastActions(const BlocksState& state, const BlocksGoal& goal) {
  std::array<bool, kMaxBlocks> moves = {};
  for (const auto& [block, wanted] : goal) {
    if (state.under[At(block)] == wanted) continue;
    moves[At(block)] = true;
    for (int above = 0; above < state.count; ++above) {
      if (state.under[At(above)] == wanted) moves[At(above)] = true;
    }
  }
  int least = 0;
  for (int block = 0; block < state.count; ++block) {
    int below = block;
    while (below >= 0 && !moves[At(below)]) below = state.under[At(below)];
    if (below >= 0 && state.under[At(block)] != kInHand) least += 2;
  }
  return least + (Held(state) >= 0 && moves[At(Held(state))] ? 1 : 0);
}

int64_t CountStates(int floating, int grounded) {
  static const auto counts = [] {
    std::array<std::array<int64_t, kMaxBlocks + 2>, kMaxBlocks + 1> table = {};
    table[0].fill(1);
    for (size_t n = 0; n < kMaxBlocks; ++n) {
      for (size_t k = 0; n + k < kMaxBlocks; ++k) {
        table[n + 1][k] = table[n][k] * static_cast<int64_t>(n + k) + table[n][k + 1];
      }
    }
    return table;
  }();
  return counts[At(floating)][At(grounded)];
}

BlocksState RandomBlocks(Draw& draw, int blocks) {
  BlocksState state{blocks, {}};
  std::vector<int> tops(At(blocks));  // of the floating towers, then of the grounded ones
  std::vector<int> bottoms(At(blocks));
  for (int block = 0; block < blocks; ++block) tops[At(block)] = bottoms[At(block)] = block;
  int grounded = 0;
  for (int floating = blocks; floating > 0; --floating) {
    const size_t tower = At(floating - 1);
    const int bottom = bottoms[tower];
    const int64_t all = CountStates(floating, grounded);
    if (draw.Number(0, all - 1) < CountStates(floating - 1, grounded + 1)) {
      state.under[At(bottom)] = kOnTable;
      ++grounded;  // it stays where it is, behind the floating ones
      continue;
    }
    const size_t other = draw.Index(tops.size() - 1);
    const size_t target = other < tower ? other : other + 1;
    state.under[At(bottom)] = static_cast<int8_t>(tops[target]);
    tops[target] = tops[tower];
    tops.erase(tops.begin() + static_cast<int>(tower));
    bottoms.erase(bottoms.begin() + static_cast<int>(tower));
  }
  return state;
}

}  // namespace ponder
