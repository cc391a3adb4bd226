// What the worlds of tasks keep to: goals can be walked to, and their replies are right.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "task/task.h"
#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Case {
  const char* task;
  int items;  // a level and language
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.task; }

std::string Shout(std::string text) {
  for (char& c : text) c = scan::IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// What holds in every state.
void CheckState(const WorldModel& world, const std::string& state) {
  EXPECT_EQ(world.IsGoal(state), world.Progress(state) == 1) << state;
  EXPECT_GE(world.Progress(state), 0) << state;
  EXPECT_LE(world.Progress(state), 1) << state;
  const std::vector<std::string> actions = world.Actions(state);
  EXPECT_EQ(std::set<std::string>(actions.begin(), actions.end()).size(), actions.size());
  for (const std::string& action : actions) {
    const auto next = world.Next(state, action);
    ASSERT_TRUE(next) << state << " / " << action;
    EXPECT_EQ(world.Next(state, "2) " + Shout(action) + "\nThen we go on."), next) << action;
    EXPECT_EQ(world.Next(state, "  - **" + action + "**"), next) << action;
    EXPECT_EQ(world.Next(state, "Step 3: " + action + "."), next) << action;
  }
  for (const char* nonsense :
       {"", "fly away", "7", "\xFF\xFE", "####", "1 +", "put -1 into bin 0"}) {
    EXPECT_FALSE(world.Next(state, nonsense)) << nonsense;
  }
}

// Depth first, no state twice; only where progress does not fall.
bool Find(const WorldModel& world, const std::string& state, std::set<std::string>& seen,
          std::vector<std::string>& walk) {
  if (world.IsGoal(state)) return true;
  if (!seen.insert(state).second) return false;
  for (const std::string& action : world.Actions(state)) {
    const auto next = world.Next(state, action);
    if (!next || world.Progress(*next) < world.Progress(state)) continue;
    walk.push_back(action);
    if (Find(world, *next, seen, walk)) return true;
    walk.pop_back();
  }
  return false;
}

// The solver's actions where it names them one by one, else a search.
std::vector<std::string> WalkTo(const Task& task, const TaskItem& item, const WorldModel& world,
                                const std::string& name) {
  std::vector<std::string> walk;
  if (name == "blocksworld") return Split(task.Solve(item).value(), ";");
  if (name == "rubiks_cube") return Words(task.Solve(item).value());
  std::set<std::string> seen;
  EXPECT_TRUE(Find(world, world.Start(), seen, walk)) << item.question;
  return walk;
}

void CheckItem(const Task& task, const TaskItem& item, const std::string& name) {
  SCOPED_TRACE(item.id + ": " + item.question);
  const auto world = task.World(item);
  ASSERT_TRUE(world);
  const std::vector<std::string> walk = WalkTo(task, item, *world, name);
  EXPECT_LE(static_cast<int>(walk.size()), world->Depth());
  std::string state = world->Start();
  for (const std::string& action : walk) {
    EXPECT_FALSE(world->IsGoal(state));
    CheckState(*world, state);
    const auto next = world->Next(state, action);
    ASSERT_TRUE(next) << state << " / " << action;
    EXPECT_EQ(world->Next(state, action), next);
    state = *next;
  }
  EXPECT_TRUE(world->IsGoal(state)) << state;
  CheckState(*world, state);
  const std::string reply = world->Reply(walk);
  const Verdict verdict = task.CheckReply(item, reply);
  EXPECT_TRUE(verdict.right) << reply << ": " << verdict.reason;
  EXPECT_NO_THROW(world->Reply({}));
  EXPECT_FALSE(task.CheckReply(item, world->Reply({})).right);
}

class Worlds : public testing::TestWithParam<Case> {};

TEST_P(Worlds, GoalsCanBeReachedAndTheirRepliesAreRight) {
  const TaskInfo& info = FindTask(GetParam().task);
  int items = 0;
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    for (int level = 0; level < info.LevelCount(); ++level) {
      for (const TaskItem& item : MakeItems(info.name, 11, GetParam().items, level, language)) {
        CheckItem(*info.task, item, GetParam().task);
        ++items;
        if (testing::Test::HasFailure()) return;  // one item is enough to read
      }
    }
  }
  EXPECT_GE(items, 50);
}

TEST_P(Worlds, WhatIsNoStateHasNoActions) {
  const TaskInfo& info = FindTask(GetParam().task);
  const TaskItem item = MakeItems(info.name, 1, 1)[0];
  const auto world = info.task->World(item);
  const std::string action = world->Actions(world->Start()).at(0);
  for (const char* text : {"", "nothing at all", "1 2 3 4 5 6 7 8 9 10 apples", "\xFF[[{"}) {
    EXPECT_TRUE(world->Actions(text).empty()) << text;
    EXPECT_FALSE(world->Next(text, action)) << text;
    EXPECT_FALSE(world->IsGoal(text)) << text;
    EXPECT_LT(world->Progress(text), 1) << text;
  }
}

std::string Name(const testing::TestParamInfo<Case>& info) { return info.param.task; }

INSTANTIATE_TEST_SUITE_P(Tasks, Worlds,
                         testing::Values(Case{"game24", 8}, Case{"countdown", 7},
                                         Case{"blocksworld", 5}, Case{"rubiks_cube", 3},
                                         Case{"bin_packing", 7}, Case{"calendar_scheduling", 5}),
                         Name);

std::shared_ptr<const WorldModel> WorldOf(const char* task, const nlohmann::json& meta) {
  TaskItem item;
  item.meta = meta;
  return FindTask(task).task->World(item);
}

TEST(NumberWorld, EqualTablesAreEqualStatesHoweverTheyWereMade) {
  const auto world = WorldOf("game24", {{"numbers", {10, 4, 9, 13}}, {"target", 24}});
  EXPECT_EQ(world->Start(), "4 9 10 13");
  EXPECT_EQ(world->Next("4 9 10 13", "10 - 4 = 6 (left: 6 9 13)"), "6 9 13");
  EXPECT_EQ(world->Next("4 9 10 13", "10 - 4 = 7"), "6 9 13") << "the result is computed";
  EXPECT_EQ(world->Next("4 9 10 13", "13 + 4"), world->Next("4 9 10 13", "4+13 = 17"));
  EXPECT_EQ(world->Next("4 9 10 13", "4 \u00D7 10"), "9 13 40");
  EXPECT_EQ(world->Next("4 9 10 13", "4 x 10"), "9 13 40");
  for (const char* illegal : {"4 + 5", "4 + 4", "4 - 10 - 9", "24", "9 ** 4", "4 / 0"}) {
    EXPECT_FALSE(world->Next("4 9 10 13", illegal)) << illegal;
  }
  EXPECT_EQ(world->Next("0 4", "0 / 4"), "0");
  EXPECT_FALSE(world->Next("0 4", "4 / 0"));
  EXPECT_EQ(world->Next("4 9", "4 - 9"), "-5");
  EXPECT_EQ(world->Next("-5 10", "10 - -5"), "15");
  EXPECT_EQ(world->Next("-5 10", "10 - (-5)"), "15");
}

TEST(NumberWorld, FractionsAreToldFromDivisions) {
  const auto world = WorldOf("game24", {{"numbers", {1, 2, 3}}, {"target", 24}});
  EXPECT_EQ(world->Next("1/2 2/3 3", "1/2 / 3"), "1/6 2/3");
  EXPECT_EQ(world->Next("1/3 3/4 8", "3/4 * 8"), "1/3 6");
  EXPECT_EQ(world->Next("1/3 3/4 8", "8 * (3/4)"), "1/3 6");
  EXPECT_EQ(world->Next("1 2 2/3", "1 / 2/3"), "3/2 2");
}

TEST(BlocksWorld, RefusesWhatCannotBeDone) {
  // Red on blue; orange on the table.
  const auto world =
      WorldOf("blocksworld", {{"colours", {0, 1, 2}}, {"under", {1, -1, -1}}, {"goal", {{1, 2}}}});
  const std::string start = world->Start();
  for (const char* illegal :
       {"pick up the blue block", "pick up the red block", "put down the red block",
        "stack the red block on top of the orange block", "pick up the green block",
        "unstack the red block from on top of the orange block", "unstack the red block",
        "pick up the orange block; put down the orange block"}) {
    EXPECT_FALSE(world->Next(start, illegal)) << illegal;
  }
  const auto held = world->Next(start, "Unstack Red from Blue.");
  ASSERT_TRUE(held);
  EXPECT_FALSE(world->Next(*held, "pick up the orange block"));
  const auto back = world->Next(*held, "stack the red block on the blue block");
  EXPECT_EQ(back, start);
  EXPECT_EQ(world->Depth(), 4);
}

TEST(PackingWorld, EqualPackingsAreEqualStates) {
  const auto world = WorldOf("bin_packing", {{"items", {3, 5, 3}}, {"capacity", 8}});
  const std::string one = world->Next(world->Start(), "put 3 into a new bin").value();
  const std::string two = world->Next(one, "put 5 into a new bin").value();
  EXPECT_EQ(two, "To pack: 3. Bins: [[5], [3]]");
  EXPECT_EQ(world->Next(two, "Put 3 into Bin 1"), "To pack: nothing. Bins: [[5, 3], [3]]");
  EXPECT_FALSE(world->Next(two, "put 5 into bin 2")) << "3 is next";
  EXPECT_FALSE(world->Next(two, "put 3 into bin 3"));
  const std::string full = world->Next(one, "put 5 into bin 1").value();
  EXPECT_FALSE(world->Next(full, "put 3 into bin 1")) << "no room";
  const std::string end = world->Next(full, "put 3 into a new bin").value();
  EXPECT_TRUE(world->IsGoal(end));
  EXPECT_TRUE(world->Actions(end).empty());
  EXPECT_FALSE(world->IsGoal(world->Next(two, "put 3 into a new bin").value())) << "three bins";
}

TEST(CubeWorld, ReadsOneMove) {
  const TaskItem item = MakeItems("rubiks_cube", 1, 1)[0];
  const auto world = FindTask("rubiks_cube").task->World(item);
  const std::string start = world->Start();
  EXPECT_EQ(world->Actions(start).size(), 9u);
  EXPECT_EQ(world->Next(start, "turn r\u2019 now"), world->Next(start, "R'"));
  for (const char* illegal : {"D", "x", "R U", "R3", "L2 R"}) {
    EXPECT_FALSE(world->Next(start, illegal)) << illegal;
  }
  EXPECT_EQ(world->Next(world->Next(start, "F").value(), "F'"), start);
}

TEST(MeetingWorld, OnlyTheFirstTimeIsTheGoalWhereTheQuestionWantsIt) {
  const nlohmann::json meta = {
      {"people", {"Ann", "Bob"}},   {"days", {0}},     {"half_hours", 2}, {"busy", {{1}, {2}}},
      {"wishes", {{0, 0, 14, 16}}}, {"earliest", true}};
  const auto world = WorldOf("calendar_scheduling", meta);
  const std::string start = world->Start();
  EXPECT_EQ(world->Progress(start), 0);
  EXPECT_TRUE(world->IsGoal(world->Next(start, "10:00 - 11:00").value()));
  const std::string later = world->Next(start, "Monday, 10:30 - 11:30").value();
  EXPECT_EQ(world->Progress(later), 0.75);
  EXPECT_FALSE(world->Next(start, "Tuesday, 10:00 - 11:00"));
  EXPECT_FALSE(world->Next(start, "Monday, 10:00 - 10:30")) << "too short";
  EXPECT_FALSE(world->Next(later, "Monday, 10:00 - 11:00")) << "it is chosen";
  EXPECT_EQ(world->Reply({}), "");
}

}  // namespace
}  // namespace ponder
