#include "task/task.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <string>

#include "ponder/error.h"

namespace ponder {
namespace {

class EveryTask : public testing::TestWithParam<const TaskInfo*> {};

TEST_P(EveryTask, ItemsDependOnSeedAndIndexOnly) {
  const auto few = MakeItems(GetParam()->name, 7, 3);
  const auto many = MakeItems(GetParam()->name, 7, 40);
  ASSERT_EQ(few.size(), 3u);
  for (size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].question, many[i].question);
    EXPECT_EQ(few[i].gold, many[i].gold);
  }
  const auto other = MakeItems(GetParam()->name, 8, 40);
  int same = 0;
  for (size_t i = 0; i < other.size(); ++i) same += other[i].question == many[i].question;
  EXPECT_LT(same, 20);
}

TEST_P(EveryTask, GoldsAreRightAndNothingElseIs) {
  for (const TaskItem& item : MakeItems(GetParam()->name, 3, 500)) {
    EXPECT_TRUE(IsRight(item, item.gold));
    EXPECT_FALSE(IsRight(item, std::nullopt));
    EXPECT_EQ(item.question.find("{}"), std::string::npos) << item.question;
    EXPECT_GT(item.max_tokens, 0);
    if (item.kind != AnswerKind::kNumber) continue;
    const long long gold = std::stoll(item.gold);
    EXPECT_GT(gold, 0) << item.question;
    EXPECT_EQ(std::to_string(gold), item.gold);
    EXPECT_TRUE(IsRight(item, item.gold + ".0"));
    EXPECT_FALSE(IsRight(item, std::to_string(gold + 1)));
  }
}

TEST(Task, OddCompositesAreComposite) {
  for (const TaskItem& item : MakeItems("odd_composites", 1, 200)) {
    int number = 0;
    ASSERT_EQ(std::sscanf(item.question.c_str(), "Is %d", &number), 1);
    bool composite = false;
    for (int d = 2; d * d <= number; ++d) composite = composite || number % d == 0;
    EXPECT_TRUE(composite && number % 2 == 1) << number;
  }
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryTask, testing::ValuesIn(Tasks()),
                         [](const auto& info) { return std::string(info.param->name); });

TEST(Task, NamesAreUniqueAndMisspeltOnesGetAHint) {
  std::set<std::string_view> names;
  for (const TaskInfo* info : Tasks()) EXPECT_TRUE(names.insert(info->name).second);
  try {
    FindTask("object_countin");
    FAIL() << "found a task that is not there";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    EXPECT_NE(std::string(error.what()).find("object_counting"), std::string::npos);
  }
}

// Sums of three numbers can be read back out of the question.
TEST(Task, ExpressionsHaveTheValueTheyAsk) {
  for (const TaskItem& item : MakeItems("expressions", 11, 100)) {
    int a = 0, b = 0, c = 0;
    ASSERT_EQ(std::sscanf(item.question.c_str(), "What is %d + %d - %d", &a, &b, &c), 3);
    EXPECT_EQ(std::to_string(a + b - c), item.gold);
  }
}

}  // namespace
}  // namespace ponder
