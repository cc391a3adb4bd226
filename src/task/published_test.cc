// Published sets, where PONDER_TEST_DATA has them: how they are read, and that what solves our own
// questions solves them too. The data may be a part of the whole set.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <string>

#include "task/ontology.h"
#include "task/task.h"

namespace ponder {
namespace {

// The items of `file`, or none where there is no such file.
std::vector<TaskItem> ReadSet(const Task& task, const std::string& file) {
  const char* folder = std::getenv("PONDER_TEST_DATA");
  const auto path = std::filesystem::path(folder ? folder : "") / file;
  if (!folder || !std::filesystem::exists(path)) return {};
  return task.Read(path);
}

#define READ_OR_SKIP(items, task, file)                    \
  const std::vector<TaskItem> items = ReadSet(task, file); \
  if (items.empty()) GTEST_SKIP() << "no test data: PONDER_TEST_DATA has no " file

// Every item is whole, its gold is right, and what solves it finds the gold: returns how many of
// them are solved.
size_t CheckItems(const Task& task, const std::vector<TaskItem>& items) {
  size_t solved = 0;
  for (const TaskItem& item : items) {
    EXPECT_NE(item.id, "");
    EXPECT_NE(item.question, "");
    const Verdict verdict = task.Check(item, item.gold);
    EXPECT_TRUE(verdict.right) << item.id << ": " << item.gold << ": " << verdict.reason;
    const std::optional<std::string> answer = task.Solve(item);
    solved += answer.has_value();
    EXPECT_TRUE(!answer || task.Check(item, *answer).right)
        << item.id << ": " << answer.value_or("");
  }
  return solved;
}

struct Set {
  const char* task;
  const char* file;
  bool solves;  // all of it
};

class PublishedSets : public testing::TestWithParam<Set> {};

TEST_P(PublishedSets, AreReadAndSolved) {
  const Task& task = *FindTask(GetParam().task).task;
  const std::vector<TaskItem> items = ReadSet(task, GetParam().file);
  if (items.empty()) GTEST_SKIP() << "no test data: PONDER_TEST_DATA has no " << GetParam().file;
  const size_t solved = CheckItems(task, items);
  EXPECT_EQ(solved, GetParam().solves ? items.size() : 0u);
  RecordProperty("items", static_cast<int>(items.size()));
}

INSTANTIATE_TEST_SUITE_P(
    All, PublishedSets,
    testing::Values(Set{"gsm8k", "gsm8k/test.jsonl", false}, Set{"aqua", "aqua/dev.json", false},
                    Set{"math500", "math500/test.jsonl", false},
                    Set{"aime", "aime24/aime24.jsonl", false},
                    Set{"prontoqa", "prontoqa/test.jsonl", true},
                    Set{"strategyqa", "strategyqa/dev.json", false},
                    Set{"hotpotqa", "hotpotqa/data.json", false},
                    Set{"boolean_expressions", "bbh/boolean_expressions.json", true},
                    Set{"date_understanding", "bbh/date_understanding.json", false},
                    Set{"dyck_languages", "bbh/dyck_languages.json", true},
                    Set{"multistep_arithmetic", "bbh/multistep_arithmetic_two.json", true},
                    Set{"navigate", "bbh/navigate.json", true},
                    Set{"object_counting", "bbh/object_counting.json", false},
                    Set{"sports_understanding", "bbh/sports_understanding.json", false},
                    Set{"tracking_shuffled_objects",
                        "bbh/tracking_shuffled_objects_three_objects.json", true},
                    Set{"web_of_lies", "bbh/web_of_lies.json", true},
                    Set{"word_sorting", "bbh/word_sorting.json", true}),
    [](const auto& info) { return std::string(info.param.task); });

// Golds with a thousands comma are refused by the published rule, and by it alone.
TEST(PublishedRules, ThousandsCommasOfGsm8k) {
  const Task& task = *FindTask("gsm8k").task;
  READ_OR_SKIP(items, task, "gsm8k/test.jsonl");
  int commas = 0;
  for (const TaskItem& item : items) {
    const bool comma = item.gold.find(',') != std::string::npos;
    EXPECT_EQ(task.Check(item, item.gold).scores.at(0).second, comma ? 0 : 1) << item.gold;
    commas += comma;
  }
  if (items.size() == 1319) {
    EXPECT_EQ(commas, 14);
  }
}

// The published rule cuts golds that hold a full stop; ours keeps them.
TEST(PublishedRules, FullStopsOfHotpotQa) {
  const Task& task = *FindTask("hotpotqa").task;
  READ_OR_SKIP(items, task, "hotpotqa/data.json");
  int cut = 0;
  for (const TaskItem& item : items) {
    const auto scores = task.CheckReply(item, "So the answer is " + item.gold + ".").scores;
    EXPECT_EQ(scores.at(0), std::make_pair(std::string("exact"), 1.0)) << item.gold;
    if (scores.at(2).second == 1) continue;
    EXPECT_THAT(item.gold, testing::HasSubstr("."));
    ++cut;
  }
  EXPECT_GT(cut, 0);
}

// The proofs of the set itself pass our check of steps, and are what the published rule wants.
TEST(PublishedRules, ProofsOfProntoQa) {
  const Task& task = *FindTask("prontoqa").task;
  READ_OR_SKIP(items, task, "prontoqa/test.jsonl");
  std::array<int, 5> hops{};
  for (const TaskItem& item : items) {
    ++hops.at(static_cast<size_t>(item.level));
    const auto chain = item.meta.at("chain").get<std::vector<std::string>>();
    const auto ontology = Ontology::Read(item.question);
    ASSERT_TRUE(ontology) << item.question;
    EXPECT_EQ(ontology->ProofError(chain), "") << item.question;
    std::string reply = chain[0];
    for (size_t i = 1; i < chain.size(); ++i) reply += (i % 2 == 0 ? " So " : " ") + chain[i];
    const Verdict verdict = task.CheckReply(item, reply + "\n#### " + item.gold);
    EXPECT_TRUE(verdict.right);
    EXPECT_EQ(verdict.scores.at(0).second, 1) << reply;
    EXPECT_EQ(verdict.scores.at(1).second, 1) << reply;
  }
  if (items.size() == 500) {
    EXPECT_EQ(hops, (std::array<int, 5>{0, 0, 238, 121, 141}));
  }
}

}  // namespace
}  // namespace ponder
