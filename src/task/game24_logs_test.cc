// The logs of GPT-4 (2023) that Tree of Thoughts publishes for the hands 901 to 1000, where
// PONDER_TEST_DATA has them: our checker gives the published figures.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "task/test_data.h"
#include "text/scan.h"

namespace ponder {
namespace {

struct Figures {
  int right = 0;    // replies
  int solved = 0;   // hands with a right reply
  int replies = 0;  // in all
};

// Judges the last line of every reply, as the published scorer does, and compares with its verdict.
Figures Judge(const nlohmann::json& log, const std::vector<TaskItem>& hands) {
  const Task& task = *FindTask("game24").task;
  Figures figures;
  for (const auto& entry : log) {
    const TaskItem& item = hands.at(entry.at("idx"));
    bool solved = false;
    for (size_t i = 0; i < entry.at("ys").size(); ++i) {
      const std::string reply = entry.at("ys")[i];
      const bool right = task.CheckReply(item, scan::LastFilledLine(reply)).right;
      const bool theirs = entry.contains("accs") ? entry.at("accs")[i].get<bool>()
                                                 : entry.at("infos")[i].at("r") == 1;
      EXPECT_EQ(right, theirs) << item.question << "\n" << reply;
      figures.right += right;
      solved = solved || right;
      ++figures.replies;
    }
    figures.solved += solved;
  }
  return figures;
}

struct Log {
  const char* file;
  Figures figures;
};

class Game24Logs : public testing::TestWithParam<Log> {};

TEST_P(Game24Logs, AreJudgedAsPublished) {
  PONDER_READ_OR_SKIP(set, "game24");
  std::ifstream in(TestData() / "game24" / GetParam().file);
  if (!in) GTEST_SKIP() << "not in PONDER_TEST_DATA";
  const Figures figures = Judge(nlohmann::json::parse(in), set.items);
  EXPECT_EQ(figures.replies, GetParam().figures.replies);
  EXPECT_EQ(figures.right, GetParam().figures.right);
  EXPECT_EQ(figures.solved, GetParam().figures.solved);
}

INSTANTIATE_TEST_SUITE_P(
    All, Game24Logs,
    testing::Values(Log{"gpt-4_0.7_naive_standard_sample_100_start900_end1000.json",
                        {.right = 734, .solved = 33, .replies = 10000}},  // 7.3 %
                    Log{"gpt-4_0.7_naive_cot_sample_100_start900_end1000.json",
                        {.right = 403, .solved = 49, .replies = 10000}},  // 4.0 %
                    Log{"gpt-4_0.7_propose1_value3_greedy5_start900_end1000.json",
                        {.right = 119, .solved = 69, .replies = 500}}),
    [](const auto& info) { return "log" + std::to_string(info.index); });

}  // namespace
}  // namespace ponder
