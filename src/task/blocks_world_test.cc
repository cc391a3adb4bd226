// The blocks world: counts of states, three planners, prose, reasons and the published set.
#include "task/blocks_world.h"

#include <gtest/gtest.h>

#include <map>

#include "task/blocks_text.h"
#include "task/test_data.h"

namespace ponder {
namespace {

TEST(BlocksWorld, CountsOfStates) {
  const std::vector<int64_t> known = {1, 1, 3, 13, 73, 501, 4051, 37633, 394353};
  for (size_t n = 0; n < known.size(); ++n) {
    EXPECT_EQ(CountStates(static_cast<int>(n), 0), known[n]);
  }
}

TEST(BlocksWorld, RandomStatesAreUniform) {
  Draw draw{RandomStream(1)};
  std::map<std::array<int8_t, kMaxBlocks>, int> seen;
  for (int i = 0; i < 13000; ++i) ++seen[RandomBlocks(draw, 3).under];
  EXPECT_EQ(seen.size(), 13u);
  for (const auto& [state, count] : seen) EXPECT_NEAR(count, 1000, 130);  // four deviations
}

BlocksGoal GoalOf(const BlocksState& state) {
  BlocksGoal goal;
  for (int block = 0; block < state.count; ++block) {
    const int8_t under = state.under[static_cast<size_t>(block)];
    if (under >= 0) goal.emplace_back(block, under);
  }
  return goal;
}

TEST(BlocksWorld, PlannersAgree) {
  Draw draw{RandomStream(2)};
  const BlockNames names = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  for (int i = 0; i < 300; ++i) {
    const int blocks = 2 + i % 5;
    const BlocksState start = RandomBlocks(draw, blocks);
    const BlocksGoal goal = GoalOf(RandomBlocks(draw, blocks));
    const auto shortest = ShortestPlan(start, goal);
    const auto layers = PlanByLayers(start, goal);
    const auto table = PlanByTable(start, goal);
    ASSERT_TRUE(shortest && layers && table);
    EXPECT_EQ(shortest->size(), layers->size());
    EXPECT_LE(shortest->size(), table->size());
    EXPECT_GE(static_cast<int>(shortest->size()), LeastActions(start, goal));
    for (const BlocksPlan& plan : {*shortest, *layers, *table}) {
      EXPECT_EQ(PlanFault(start, goal, plan, names), "");
    }
    if (!shortest->empty()) {
      EXPECT_FALSE(ShortestPlan(start, goal, static_cast<int>(shortest->size()) - 1));
    }
  }
}

TEST(BlocksWorld, UnreachableGoalsHaveNoPlan) {
  const BlocksState start{2, {kOnTable, kOnTable}};
  const BlocksGoal circle = {{0, 1}, {1, 0}};
  EXPECT_FALSE(ShortestPlan(start, circle));
  EXPECT_FALSE(PlanByLayers(start, circle));
  EXPECT_FALSE(PlanByTable(start, circle));
}

// Every action that the world offers is allowed, and no other is.
TEST(BlocksWorld, ActionsAreThoseWithoutFault) {
  Draw draw{RandomStream(3)};
  for (int i = 0; i < 50; ++i) {
    BlocksState state = RandomBlocks(draw, 4);
    if (i % 2) state = Apply(state, Actions(state)[0]);
    size_t allowed = 0;
    for (int block = 0; block < 4; ++block) {
      for (int other = 0; other < 4; ++other) {
        for (const auto kind : {BlocksAction::Kind::kStack, BlocksAction::Kind::kUnstack}) {
          allowed += FaultOf(state, {kind, block, other}) == BlocksFault::kNone;
        }
      }
      for (const auto kind : {BlocksAction::Kind::kPickUp, BlocksAction::Kind::kPutDown}) {
        allowed += FaultOf(state, {kind, block, -1}) == BlocksFault::kNone;
      }
    }
    EXPECT_EQ(allowed, Actions(state).size());
    for (const BlocksAction& action : Actions(state)) {
      EXPECT_EQ(FaultOf(state, action), BlocksFault::kNone);
    }
  }
}

TEST(BlocksText, PlansAreReadAsThePublishedReaderDoes) {
  const BlockNames names = {0, 1, 2};  // red, blue, orange
  const auto read = [&](std::string_view text) {
    return Describe(ReadPlan(text, names), names, Language::kEnglish);
  };
  EXPECT_EQ(read("1. Unstack the Red block from on top of the blue block.\nput down the red block\n"
                 "[PLAN END]\npick up the orange block"),
            "unstack the red block from on top of the blue block; put down the red block");
  EXPECT_EQ(read("stack the red block\nI am stacking the red block on the blue block\n"
                 "pick up the orange block [COST]"),
            "pick up the orange block")
      << "too few blocks, no verb";
  EXPECT_EQ(read("빨강 블록을 파랑 블록 위에서 빼기; 빨강 블록 내려놓기"),
            "unstack the red block from on top of the blue block; put down the red block");
}

TEST(BlocksText, ReasonsNameTheStep) {
  const BlockNames names = {0, 1, 2};
  const BlocksState start{3, {kOnTable, 0, kOnTable}};  // blue on red
  const BlocksGoal goal = {{0, 2}};
  const auto fault = [&](std::string_view plan) {
    return PlanFault(start, goal, ReadPlan(plan, names), names);
  };
  EXPECT_EQ(fault("pick up the red block"),
            "step 1 (pick up the red block): the red block is not clear");
  EXPECT_EQ(fault("pick up the orange block; pick up the blue block"),
            "step 2 (pick up the blue block): the hand is not empty");
  EXPECT_EQ(fault("unstack the blue block from the red block; put down the blue block"),
            "after 2 steps it is not so that the red block is on top of the orange block");
  EXPECT_EQ(fault("unstack the blue from the red; put down the blue; pick up the red; "
                  "stack the red on the orange"),
            "");
}

TEST(Blocksworld, LongerPlansAreRightButNotOptimal) {
  const TaskItem item = MakeItems("blocksworld", 1, 1, 0).at(0);
  const Task& task = *FindTask("blocksworld").task;
  const Verdict gold = task.Check(item, item.gold);
  EXPECT_EQ(gold.scores.at(0), (std::pair<std::string, double>{"optimal", 1}));
  const size_t verb = item.gold.find(';');
  const std::string first = item.gold.substr(0, verb);
  // Done, undone and done again.
  const bool picked = first.starts_with("pick");
  std::string undo = picked ? "put down" + first.substr(7) : "stack" + first.substr(7);
  const Verdict longer = task.Check(item, first + "; " + undo + "; " + item.gold);
  EXPECT_TRUE(longer.right) << longer.reason;
  EXPECT_EQ(longer.scores.at(0).second, 0);
}

// All published plans work (reading refuses others), and none is longer than needed.
TEST(Blocksworld, PublishedPlansAreOptimal) {
  PONDER_READ_OR_SKIP(set, "blocksworld", "blocksworld/blocksworld.jsonl");
  const Task& task = *FindTask("blocksworld").task;
  std::map<size_t, int> lengths, blocks;
  for (const TaskItem& item : set.items) {
    const BlockNames names = item.meta.at("colours");
    const size_t length = ReadPlan(item.gold, names).size();
    EXPECT_EQ(length, ReadPlan(task.Solve(item).value(), names).size()) << item.id;
    ++lengths[length];
    ++blocks[names.size()];
  }
  if (set.items.size() != 590) return;
  EXPECT_EQ(lengths,
            (std::map<size_t, int>{{2, 45}, {4, 84}, {6, 152}, {8, 151}, {10, 112}, {12, 46}}));
  EXPECT_EQ(blocks, (std::map<size_t, int>{{3, 98}, {4, 440}, {5, 52}}));
}

// The prompts of PlanBench, of which the other set is a part.
TEST(Blocksworld, PromptsOfPlanBench) {
  for (const auto& [file, count] : {std::pair("blocksworld/blocksworld.json", 500u),
                                    std::pair("blocksworld/blocksworld_3.json", 100u)}) {
    PONDER_READ_OR_SKIP(set, "blocksworld", file);
    EXPECT_EQ(set.items.size(), count);
    const Task& task = *FindTask("blocksworld").task;
    for (const TaskItem& item : set.items) {
      EXPECT_EQ(task.Check(item, task.Solve(item).value()).scores.at(0).second, 1) << item.id;
    }
  }
}

}  // namespace
}  // namespace ponder
