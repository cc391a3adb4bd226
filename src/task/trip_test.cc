// Trips: the world, made questions, prose, reasons, the published rule and the published set.
#include "task/trip.h"

#include <gtest/gtest.h>

#include <map>

#include "task/test_data.h"
#include "task/trip_draw.h"
#include "task/trip_text.h"

namespace ponder {
namespace {

// Rome and Oslo both ways, Oslo to Bern one way; Oslo on days 3-5.
TripProblem Small() {
  TripProblem problem;
  problem.cities = {"Rome", "Oslo", "Bern"};
  problem.days = {3, 3, 2};
  problem.windows = {std::nullopt, std::pair(3, 5), std::nullopt};
  problem.flights = {{false, true, false}, {true, false, true}, {false, false, false}};
  return problem;
}

TEST(Trip, WorldAndSearch) {
  const TripProblem problem = Small();
  EXPECT_EQ(problem.TotalDays(), 6);
  EXPECT_EQ(Actions(problem, {}), (std::vector<size_t>{0, 2})) << "Oslo has to wait";
  const auto plans = SolveTrip(problem, 5);
  ASSERT_EQ(plans.size(), 1u);
  EXPECT_EQ(Describe(problem, plans[0], Language::kEnglish),
            "Day 1-3: Rome; Day 3-5: Oslo; Day 5-6: Bern");
  EXPECT_EQ(TripFault(problem, plans[0]), "");
}

TEST(Trip, ReasonsSayWhichRule) {
  const TripProblem problem = Small();
  const auto fault = [&](std::string_view text) {
    return TripFault(problem, ReadTrip(problem, text));
  };
  EXPECT_EQ(fault("Day 1-3: Rome; Day 3-5: Oslo"), "leaves out Bern");
  EXPECT_EQ(fault("Day 1-2: Bern; Day 2-4: Oslo; Day 4-6: Rome"),
            "has no direct flight from Bern to Oslo");
  EXPECT_EQ(fault("Day 1-3: Rome; Day 4-6: Oslo"), "is in Rome until day 3 and in Oslo from day 4");
  EXPECT_EQ(fault("Day 1-4: Rome"), "stays in Rome for 4 days instead of 3");
  EXPECT_EQ(fault("Day 1-3: Oslo"), "is in Oslo on days 1-3, not on all of days 3-5");
  EXPECT_EQ(fault("Day 1-3: Rome; Day 3-5: Oslo; Day 5-7: Rome"), "visits Rome twice");
  EXPECT_EQ(fault("Day 2-4: Rome"), "starts on day 2");
  EXPECT_EQ(fault("Rome is nice"), "names no stays (\"Day 1-4: city\")");
}

constexpr char kReply[] =
    "Here is the trip plan for visiting the 3 European cities for 6 days:\n\n"
    "**Day 1-3:** Arriving in Rome and visit Rome for 3 days.\n"
    "**Day 3:** Fly from Rome to Oslo.\n"
    "**Day 3-5:** Visit Oslo for 3 days.\n"
    "**Day 5:** Fly from Oslo to Bern.\n"
    "**Day 5-6:** Visit Bern for 2 days.\n";

TEST(Trip, ReadsRepliesOfThePublishedForm) {
  const TripProblem problem = Small();
  EXPECT_EQ(ReadTrip(problem, kReply), SolveTrip(problem, 1)[0]);
  EXPECT_EQ(ReadTripByFlights(kReply),
            (std::vector<std::pair<std::string, int>>{{"Rome", 3}, {"Oslo", 3}, {"Bern", 2}}));
  const std::string two = "Try Day 1\u20133: Oslo first. No.\n" + std::string(kReply);
  EXPECT_EQ(ReadTrip(problem, two), SolveTrip(problem, 1)[0]);
}

// The published rule looks at the flights only.
TEST(TripPlanning, ExactAndRightDiffer) {
  const Task& task = *FindTask("trip_planning").task;
  TaskItem item;
  item.gold = "Day 1-3: Rome; Day 3-5: Oslo; Day 5-6: Bern";
  item.meta = {{"cities", {"Rome", "Oslo", "Bern"}},
               {"days", {3, 3, 2}},
               {"windows", {nullptr, {3, 5}, nullptr}},
               {"flights", {{0, 1}, {1, 0}, {1, 2}}}};
  std::string reply = kReply;
  EXPECT_TRUE(task.CheckReply(item, reply).right);
  EXPECT_EQ(task.CheckReply(item, reply).scores.at(0).second, 1);
  reply.replace(reply.find("Day 3-5"), 7, "Day 4-5");
  EXPECT_FALSE(task.CheckReply(item, reply).right);
  EXPECT_EQ(task.CheckReply(item, reply).scores.at(0).second, 1) << "stays are not looked at";
  // Another plan that keeps to the rules is right, but not the published one.
  item.meta["windows"] = {nullptr, nullptr, nullptr};
  item.meta["flights"] = {{0, 1}, {1, 0}, {1, 2}, {2, 0}, {0, 2}};
  const Verdict valid = task.Check(item, "Day 1-3: Oslo; Day 3-4: Bern; Day 4-6: Rome");
  EXPECT_TRUE(valid.right) << valid.reason;
  EXPECT_EQ(valid.scores.at(0).second, 0);
}

TEST(Trip, DrawnTripsHaveOnePlan) {
  for (size_t cities = 3; cities <= 10; ++cities) {
    Draw draw{RandomStream(cities)};
    const auto [problem, plan] = DrawTrip(draw, cities, Language::kEnglish);
    const auto plans = SolveTrip(problem, 2);
    ASSERT_EQ(plans.size(), 1u);
    EXPECT_EQ(plans[0], plan);
    EXPECT_EQ(ReadTrip(problem, Describe(problem, plan, Language::kKorean)), plan);
  }
}

// Every published plan is valid (reading refuses others); how many are the only one is known: 1,353
// of 1,400.
TEST(TripPlanning, PublishedPlans) {
  PONDER_READ_OR_SKIP(set, "trip_planning");
  const Task& task = *FindTask("trip_planning").task;
  std::map<int, int> several;  // by level
  for (size_t i = 0; i < set.items.size(); ++i) {
    const Verdict golden = task.CheckReply(set.items[i], set.rows[i].Text("golden_plan"));
    EXPECT_TRUE(golden.right && golden.scores.at(0).second == 1) << set.items[i].id;
    several[set.items[i].level] += SolveTrip(ReadTripProblem(set.rows[i]), 2).size() > 1;
  }
  if (set.items.size() == 500) {
    EXPECT_EQ(several, (std::map<int, int>{{0, 0}, {1, 0}, {2, 3}}));
  }
  if (set.items.size() == 1400) {
    EXPECT_EQ(several,
              (std::map<int, int>{{0, 0}, {1, 0}, {2, 4}, {3, 9}, {4, 9}, {5, 9}, {6, 16}}));
  }
}

// Where the files hold the published predictions of Gemini 1.5 Pro with five examples, "exact"
// gives the published accuracy, in percent by number of cities.
TEST(TripPlanning, PublishedAccuracy) {
  PONDER_READ_OR_SKIP(set, "trip_planning");
  if (!set.rows[0].Has("pred_5shot_pro")) GTEST_SKIP() << "no predictions in the file";
  const Task& task = *FindTask("trip_planning").task;
  std::map<int, double> percent;
  for (size_t i = 0; i < set.items.size(); ++i) {
    const Verdict verdict = task.CheckReply(set.items[i], set.rows[i].Text("pred_5shot_pro"));
    percent[set.items[i].level] += verdict.scores.at(0).second / 2;  // 200 each
  }
  EXPECT_EQ(percent, (std::map<int, double>{
                         {0, 80}, {1, 48}, {2, 57}, {3, 43}, {4, 20}, {5, 17.5}, {6, 8}}));
}

}  // namespace
}  // namespace ponder
