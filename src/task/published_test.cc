// Published sets, where PONDER_TEST_DATA has them: how they are read, and that what solves our own
// questions solves them too. The data may be a part of the whole set.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "ponder/error.h"
#include "task/published.h"
#include "task/test_data.h"

namespace ponder {
namespace {

std::vector<const TaskInfo*> TasksWithSets() {
  std::vector<const TaskInfo*> tasks;
  for (const TaskInfo* info : Tasks()) {
    if (info->published) tasks.push_back(info);
  }
  return tasks;
}

class PublishedSets : public testing::TestWithParam<const TaskInfo*> {};

// Every item is whole and its gold is right. What makes questions of its own also solves the
// published ones, but for those that need knowledge.
TEST_P(PublishedSets, AreReadAndSolved) {
  const TaskInfo& info = *GetParam();
  PONDER_READ_OR_SKIP(set, info.name);
  const std::set<std::string_view> knowledge = {"date_understanding", "object_counting"};
  const bool solves = info.generates && !knowledge.contains(info.name);
  size_t solved = 0;
  for (const TaskItem& item : set.items) {
    EXPECT_NE(item.question, "") << item.id;
    const Verdict verdict = info.task->Check(item, item.gold);
    EXPECT_TRUE(verdict.right) << item.id << ": " << item.gold << ": " << verdict.reason;
    EXPECT_LT(item.level, info.LevelCount()) << item.id;
    const std::optional<std::string> answer = info.task->Solve(item);
    solved += answer.has_value();
    EXPECT_TRUE(!answer || info.task->Check(item, *answer).right)
        << item.id << ": " << answer.value_or("");
  }
  EXPECT_EQ(solved, solves ? set.items.size() : 0u);
  EXPECT_EQ(set.rows.size(), set.items.size());
}

INSTANTIATE_TEST_SUITE_P(All, PublishedSets, testing::ValuesIn(TasksWithSets()),
                         [](const auto& info) { return std::string(info.param->name); });

class PublishedFiles : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ / "strategyqa"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& name, const std::string& qid) {
    std::ofstream(folder_ / "strategyqa" / name)
        << R"([{"qid": ")" + qid + R"(", "question": "Is it?", "answer": true, "facts": []}])";
  }
  std::string Refusal() {
    try {
      ReadPublished(info_, folder_);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  const TaskInfo& info_ = FindTask("strategyqa");
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / "ponder_published_files";
};

TEST_F(PublishedFiles, TheSetGoesBeforeOtherFiles) {
  EXPECT_THAT(Refusal(), testing::HasSubstr("ponder tasks pull strategyqa"));
  Write("strategyqa_test.json", "b");
  EXPECT_EQ(ReadPublished(info_, folder_).at(0).id, "b");
  EXPECT_EQ(ReadPublished(info_, folder_ / "strategyqa").at(0).id, "b");
  Write("dev.json", "a");
  EXPECT_EQ(ReadPublished(info_, folder_).at(0).id, "a");
  EXPECT_EQ(ReadPublished(info_, folder_ / "strategyqa" / "strategyqa_test.json").at(0).id, "b");
}

TEST_F(PublishedFiles, IdsAreUniqueAcrossFiles) {
  const TaskInfo& tracking = FindTask("tracking_shuffled_objects");
  ASSERT_GT(tracking.published->files.size(), 1u);
  for (size_t file = 0; file < 2; ++file) {
    std::ofstream(folder_ / tracking.published->files[file].name)
        << R"json({"id": "same", "input": "Ada, Bo and Cy are: (A) x", "target": "(A)"})json";
  }
  EXPECT_THROW(ReadPublished(tracking, folder_), Error);
}

}  // namespace
}  // namespace ponder
