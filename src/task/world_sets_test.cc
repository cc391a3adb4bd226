// Published files with something wrong in them are refused with file, line and field.
#include <gtest/gtest.h>

#include <string>

#include "task/test_data.h"

namespace ponder {
namespace {

// What is refused in line 2; "" when it is read.
std::string Refusal(std::string_view task, const std::string& text) {
  const std::string message = RefusalOf(task, text);
  EXPECT_TRUE(message.empty() || message.starts_with(":2: field \"")) << message;
  return message.empty() ? "" : message.substr(3);
}

TEST(WorldSets, Game24) {
  const std::string head = "Rank,Puzzles\n";
  EXPECT_EQ(Refusal("game24", head + "1,4 6 8 8\n"), "");
  EXPECT_EQ(Refusal("game24", head + "1,4 6 8\n"),
            " field \"Puzzles\": four numbers that make 24 is wanted");
  EXPECT_NE(Refusal("game24", head + "1,1 1 1 1\n"), "");
}

TEST(WorldSets, BinPacking) {
  const std::string head = "\xEF\xBB\xBFitem_sizes,bin_capacity,optimal_bins\r\n";
  EXPECT_EQ(Refusal("bin_packing", head + "5 3 2,5,2\r\n"), "");
  EXPECT_EQ(Refusal("bin_packing", head + "5 3 2,5,3\n"), " field \"optimal_bins\": 2 is wanted");
  EXPECT_NE(Refusal("bin_packing", head + "5 6,5,2\n"), "");
  EXPECT_NE(Refusal("bin_packing", head + "5 3,x,2\n"), "");
  EXPECT_NE(Refusal("bin_packing", head + ",5,0\n"), "");
}

TEST(WorldSets, Cube) {
  std::string head, stickers;
  for (int i = 0; i < 24; ++i) head += ",state_" + std::to_string(i + 1);
  head += ",moves,minmumStep_to_win\n";
  for (const int colour :
       {0, 0, 0, 0, 5, 5, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 2, 2, 4, 4, 4, 4, 5, 5}) {
    stickers += "," + std::to_string(colour);
  }
  EXPECT_EQ(Refusal("rubiks_cube", head + "0" + stickers + ",U',1\n"), "");
  EXPECT_EQ(Refusal("rubiks_cube", head + "0" + stickers + ",U' U U',2\n"),
            " field \"minmumStep_to_win\": 1 is wanted");
  EXPECT_EQ(Refusal("rubiks_cube", head + "0" + stickers + ",U,1\n"),
            " field \"moves\": a solution is wanted");
  EXPECT_NE(Refusal("rubiks_cube", head + "0" + stickers + ",Q,1\n"), "");
  stickers[1] = '7';
  EXPECT_EQ(Refusal("rubiks_cube", head + "0" + stickers + ",U',1\n"),
            " field \"state_1\": a colour from 0 to 5 is wanted");
  stickers[1] = '5';
  EXPECT_NE(Refusal("rubiks_cube", head + "0" + stickers + ",U',1\n"), "");
}

TEST(WorldSets, Blocksworld) {
  const auto row = [](std::string_view init, std::string_view goal, std::string_view plan) {
    return "\n{\"objects\": [\"a\", \"b\"], \"init\": [" + std::string(init) + "], \"goal\": [" +
           std::string(goal) + "]" + std::string(plan) + "}\n";
  };
  const std::string apart = R"("handempty", "ontable a", "ontable b", "clear a", "clear b")";
  EXPECT_EQ(Refusal("blocksworld", row(apart, "\"on a b\"", "")), "") << "a plan is searched";
  EXPECT_NE(Refusal("blocksworld", row(apart, "\"on a c\"", "")), "");
  EXPECT_NE(Refusal("blocksworld", row("\"on a\"", "\"on a b\"", "")), "");
  EXPECT_NE(Refusal("blocksworld", row(apart, "\"on a b\", \"on b a\"", "")), "");
  EXPECT_EQ(Refusal("blocksworld", row(apart, "\"on a b\"", ", \"plan\": [\"stack a b\"]")),
            " field \"plan\": a plan that works (step 1 (stack the red block on top of the blue "
            "block): the red block is not in the hand) is wanted");
}

TEST(WorldSets, Trip) {
  const auto row = [](std::string_view flights, std::string_view plan) {
    return R"(
{"cities": "Rome**Oslo", "durations": "3**2", "prompt": "Here are the cities that have direct flights:\n)" +
           std::string(flights) + R"(.\n\nFind a trip plan.", "golden_plan": ")" +
           std::string(plan) + "\"}\n";
  };
  const std::string plan = "Day 1-3: Rome\\nDay 3-4: Oslo";
  EXPECT_EQ(Refusal("trip_planning", row("Rome and Oslo", plan)), "");
  EXPECT_EQ(
      Refusal("trip_planning", row("from Oslo to Rome", plan)),
      " field \"golden_plan\": a plan that keeps to the rules (has no direct flight from Rome "
      "to Oslo) is wanted");
  EXPECT_NE(Refusal("trip_planning", row("Rome and Bern", plan)), "");
  EXPECT_NE(Refusal("trip_planning", row("", plan)), "");
}

TEST(WorldSets, Calendar) {
  const auto row = [](std::string_view calendar, std::string_view time) {
    return R"(
{"prompt": "TASK: You need to schedule a meeting for Ann and Bob for one hour between the work hours of 9:00 to 17:00 on Monday. \n\nHere are the existing schedules for everyone during the day: \nAnn is busy on Monday during 9:00 to 10:00; \n)" +
           std::string(calendar) + R"(\n\nFind a time.\nSOLUTION: ", "golden_plan": ")" +
           std::string(time) + "\"}\n";
  };
  const std::string time = "Here is the proposed time: Monday, 10:00 - 11:00 ";
  EXPECT_EQ(Refusal("calendar_scheduling", row("Bobhas no meetings the whole day.", time)), "");
  EXPECT_EQ(
      Refusal("calendar_scheduling", row("Bob is busy on Monday during 10:30 to 11:00; ", time)),
      " field \"golden_plan\": a time that suits everybody (Bob is busy then) is wanted");
  EXPECT_NE(
      Refusal("calendar_scheduling", row("Bob is busy on Monday during 10:10 to 11:00; ", time)),
      "");
  EXPECT_NE(Refusal("calendar_scheduling", row("Eve is free the entire day.", time)), "");
  EXPECT_NE(Refusal("calendar_scheduling", row("Bob is free the entire day.", "at ten")), "");
}

}  // namespace
}  // namespace ponder
