// What every registered task keeps to.
#include <gtest/gtest.h>

#include <string>

#include "task/task.h"

namespace ponder {
namespace {

// The answer of an example in the form of the task's own questions is the one that solves it.
void CheckExample(const TaskInfo& info, const Example& example) {
  if (!info.generates) return;
  TaskItem item = MakeItems(info.name, 1, 1, 0).at(0);
  item.question = example.question;
  item.gold = example.answer;
  const std::optional<std::string> solved = info.task->Solve(item);
  if (!solved) return;
  EXPECT_TRUE(info.task->Check(item, *solved).right) << example.question << "\n"
                                                     << *solved << " instead of " << example.answer;
}

class EveryTask : public testing::TestWithParam<const TaskInfo*> {};

TEST_P(EveryTask, SaysWhatItIs) {
  const TaskInfo& info = *GetParam();
  EXPECT_NE(info.task, nullptr);
  EXPECT_FALSE(info.summary.empty());
  EXPECT_TRUE(info.generates || info.published) << "no way to questions";
  EXPECT_EQ(info.korean, info.generates) << "what is made is made in both languages";
  EXPECT_TRUE(info.sizes.empty() || info.sizes.size() == static_cast<size_t>(info.LevelCount()));
  for (const std::string_view level : info.levels) {  // can be typed: "--levels a,b"
    EXPECT_EQ(level.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), level.npos)
        << level;
  }
}

TEST_P(EveryTask, SaysWhereItsSetComesFrom) {
  const TaskInfo& info = *GetParam();
  if (!info.published) return;
  EXPECT_FALSE(info.published->licence.empty());
  EXPECT_FALSE(info.published->credit.empty());
  ASSERT_FALSE(info.published->files.empty());
  for (const PublishedFile& file : info.published->files) {
    EXPECT_TRUE(file.url.starts_with("https://")) << file.name;
    EXPECT_EQ(file.sha256.size(), 64u) << file.name;
    EXPECT_EQ(file.sha256.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
}

TEST_P(EveryTask, ExamplesAreWholeAndRight) {
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    const std::vector<Example> examples = Examples(*GetParam(), language);
    EXPECT_GE(examples.size(), 2u) << LanguageCode(language);
    for (const Example& example : examples) {
      EXPECT_NE(example.question, "");
      EXPECT_NE(example.reasoning, "") << example.question;
      EXPECT_NE(example.draft, "") << example.question;
      EXPECT_NE(example.answer, "") << example.question;
      CheckExample(*GetParam(), example);
    }
  }
}

std::string Name(const testing::TestParamInfo<const TaskInfo*>& info) {
  return std::string(info.param->name);
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryTask, testing::ValuesIn(Tasks()), Name);

}  // namespace
}  // namespace ponder
