// The blocks world of four actions (pick up, put down, stack, unstack), and plans for it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "task/draw.h"

namespace ponder {

constexpr int kMaxBlocks = 15;
constexpr int8_t kOnTable = -1;
constexpr int8_t kInHand = -2;

struct BlocksState {
  int count = 0;
  std::array<int8_t, kMaxBlocks> under = {};  // what each block is on: a block, or one of the above

  friend bool operator==(const BlocksState&, const BlocksState&) = default;
};

// (a, b): a is on b.
using BlocksGoal = std::vector<std::pair<int, int>>;

struct BlocksAction {
  enum class Kind { kPickUp, kPutDown, kStack, kUnstack };
  Kind kind = Kind::kPickUp;
  int block = 0;
  int other = -1;  // what it is stacked on or unstacked from

  friend bool operator==(const BlocksAction&, const BlocksAction&) = default;
};
using BlocksPlan = std::vector<BlocksAction>;

std::vector<BlocksAction> Actions(const BlocksState& state);
// Only what Actions lists.
BlocksState Apply(const BlocksState& state, const BlocksAction& action);
bool IsGoal(const BlocksState& state, const BlocksGoal& goal);
// How many actions it takes at least: every block that must move, or is above one, needs two.
int LeastActions(const BlocksState& state, const BlocksGoal& goal);

// Why an action cannot be done.
enum class BlocksFault { kNone, kHandFull, kNotInHand, kNotClear, kOtherNotClear, kNotThere };
BlocksFault FaultOf(const BlocksState& state, const BlocksAction& action);

// A shortest plan; nullopt when there is none of at most `longest` actions, or when more than
// `most_states` states would be looked at. A*.
std::optional<BlocksPlan> ShortestPlan(const BlocksState& start, const BlocksGoal& goal,
                                       int longest = 200, size_t most_states = 200'000);
// A shortest plan, layer by layer; for up to 7 blocks. nullopt when the goal is out of reach.
std::optional<BlocksPlan> PlanByLayers(const BlocksState& start, const BlocksGoal& goal);
// Some plan: what is above a wrong block goes to the table, then the towers are built from below.
// Wants an empty hand. nullopt when the goal is out of reach.
std::optional<BlocksPlan> PlanByTable(const BlocksState& start, const BlocksGoal& goal);

// All states with an empty hand are equally likely (Slaney and Thiebaux 2001). `blocks` is 1 to
// kMaxBlocks.
BlocksState RandomBlocks(Draw& draw, int blocks);
// How many states of `floating` towers that may still be put anywhere and `grounded` ones that
// stay: with none grounded 1, 3, 13, 73, 501, 4051, ...
int64_t CountStates(int floating, int grounded);

}  // namespace ponder
