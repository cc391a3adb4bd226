// What every task that makes questions keeps to. PONDER_LONG_TESTS=1 makes 1,000 items a level, not
// 200.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include "base/hash.h"
#include "task/draw.h"
#include "task/task.h"
#include "task/task_hashes.h"
#include "text/answer.h"
#include "text/utf8.h"

namespace ponder {
namespace {

int Count() { return std::getenv("PONDER_LONG_TESTS") ? 1000 : 200; }

std::vector<Language> Languages(const TaskInfo& info) {
  if (info.korean) return {Language::kEnglish, Language::kKorean};
  return {Language::kEnglish};
}

// Calls `check` with the items of every level and language.
template <class Check>
void ForEachLevel(const TaskInfo& info, uint64_t seed, int count, Check check) {
  for (const Language language : Languages(info)) {
    for (int level = 0; level < info.LevelCount(); ++level) {
      SCOPED_TRACE(std::string(LanguageCode(language)) + ", level " + std::to_string(level));
      check(MakeItems(info.name, seed, count, level, language));
    }
  }
}

// Answers that are wrong whatever the question.
std::vector<std::string> WrongAnswers(const TaskItem& item) {
  std::vector<std::string> wrong = {"", "no idea", "\xFF\xFE{[(", std::string(5000, '7')};
  const auto is = [&](const char* answer) { return AnswersEqual(item.gold, answer, item.kind); };
  if (item.kind == AnswerKind::kYesNo) wrong = {"", is("Yes") ? "No" : "Yes"};
  if (item.kind == AnswerKind::kNumber) wrong.push_back(item.gold + "1");
  if (item.kind == AnswerKind::kChoice) wrong.push_back(is("A") ? "B" : "A");
  return wrong;
}

void CheckItem(const Task& task, const TaskItem& item) {
  SCOPED_TRACE(item.id + ": " + item.question);
  const Verdict verdict = task.Check(item, item.gold);
  EXPECT_TRUE(verdict.right) << item.gold << ": " << verdict.reason;
  EXPECT_EQ(verdict.reason, "");
  const std::optional<std::string> solved = task.Solve(item);
  ASSERT_TRUE(solved);
  EXPECT_TRUE(task.Check(item, *solved).right) << *solved << " but the gold is " << item.gold;
  EXPECT_TRUE(task.CheckReply(item, "Let me see.\n#### " + item.gold).right);
  for (const std::string& answer : WrongAnswers(item)) {
    const Verdict refused = task.Check(item, answer);
    EXPECT_FALSE(refused.right) << answer;
    EXPECT_NE(refused.reason, "") << answer;
    EXPECT_EQ(refused.reason.find('\n'), std::string::npos);
    EXPECT_TRUE(IsValidUtf8(refused.reason) || !IsValidUtf8(answer)) << refused.reason;
  }
  EXPECT_FALSE(task.CheckReply(item, "").right);
  EXPECT_NE(task.VoteKey(item, item.gold), "");
}

class EveryGenerator : public testing::TestWithParam<const TaskInfo*> {};

TEST_P(EveryGenerator, GoldsAreRightAndOthersAreNot) {
  ForEachLevel(*GetParam(), 3, Count(), [](const std::vector<TaskItem>& items) {
    EXPECT_GT(items.size(), 0u);
    for (const TaskItem& item : items) {
      CheckItem(*GetParam()->task, item);
      if (testing::Test::HasFailure()) return;  // one item is enough to read
    }
  });
}

TEST_P(EveryGenerator, NoQuestionComesTwiceAndNoBlankIsLeft) {
  const std::vector<int>& sizes = GetParam()->sizes;
  ForEachLevel(*GetParam(), 5, Count(), [&](const std::vector<TaskItem>& items) {
    ASSERT_FALSE(items.empty());
    const int size = sizes.empty() ? 0 : sizes.at(static_cast<size_t>(items[0].level));
    EXPECT_EQ(static_cast<int>(items.size()), size == 0 ? Count() : std::min(Count(), size));
    std::set<std::string> questions, ids;
    for (const TaskItem& item : items) {
      EXPECT_TRUE(questions.insert(item.question).second) << item.question;
      EXPECT_TRUE(ids.insert(item.id).second) << item.id;
      EXPECT_EQ(item.question.find("{}"), std::string::npos) << item.question;
      EXPECT_TRUE(IsValidUtf8(item.question)) << item.question;
      EXPECT_GT(item.max_tokens, 0);
    }
  });
}

TEST_P(EveryGenerator, ItemsDependOnSeedAndIndexOnly) {
  const TaskInfo& info = *GetParam();
  ForEachLevel(info, 7, 25, [&](const std::vector<TaskItem>& many) {
    const TaskItem& first = many.at(0);
    const auto few = MakeItems(info.name, 7, 3, first.level, first.language);
    for (size_t i = 0; i < few.size(); ++i) {
      EXPECT_EQ(few[i].question, many[i].question);
      EXPECT_EQ(few[i].gold, many[i].gold);
      EXPECT_EQ(few[i].meta, many[i].meta);
    }
    int same = 0;
    const auto other = MakeItems(info.name, 8, 25, first.level, first.language);
    for (size_t i = 0; i < std::min(other.size(), many.size()); ++i) {
      same += other[i].question == many[i].question;
    }
    EXPECT_LT(same, 13);
  });
}

// Whatever a model writes is judged, not thrown at: bytes at random, and golds cut into pieces.
TEST_P(EveryGenerator, AnyBytesAreJudged) {
  const Task& task = *GetParam()->task;
  ForEachLevel(*GetParam(), 9, 2, [&](const std::vector<TaskItem>& items) {
    for (const TaskItem& item : items) {
      Draw draw(RandomStream(17).Child(item.id));
      for (int round = 0; round < 40; ++round) {
        std::string reply = round % 2 == 0 ? "####" : item.gold + "\nThe answer is ";
        for (int64_t i = draw.Number(0, 60); i > 0; --i) {
          const bool ours = draw.Coin() && !item.gold.empty();
          reply += ours ? item.gold[draw.Index(item.gold.size())]
                        : static_cast<char>(draw.Number(1, 255));
        }
        task.VoteKey(item, task.Extract(item, reply).value_or(reply));
        for (const Verdict& verdict : {task.CheckReply(item, reply), task.Check(item, reply)}) {
          EXPECT_EQ(verdict.right, verdict.reason.empty()) << reply;
        }
      }
    }
  });
}

// The same on every compiler and machine: runs can be compared.
TEST_P(EveryGenerator, FirstItemsAreAlwaysTheSame) {
  uint64_t hash = 0;
  ForEachLevel(*GetParam(), 1, 5, [&](const std::vector<TaskItem>& items) {
    for (const TaskItem& item : items) {
      hash = Combine(Combine(hash, HashText(item.question)), HashText(item.gold));
    }
  });
  const auto pinned = kTaskHashes.find(GetParam()->name);
  ASSERT_TRUE(pinned != kTaskHashes.end())
      << "add to task_hashes.h: {\"" << GetParam()->name << "\", 0x" << std::hex << hash << "},";
  EXPECT_EQ(pinned->second, hash) << "now {\"" << GetParam()->name << "\", 0x" << std::hex << hash
                                  << "},";
}

std::vector<const TaskInfo*> Generators() {
  std::vector<const TaskInfo*> generators;
  for (const TaskInfo* info : Tasks()) {
    if (info->generates) generators.push_back(info);
  }
  return generators;
}

std::string Name(const testing::TestParamInfo<const TaskInfo*>& info) {
  return std::string(info.param->name);
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryGenerator, testing::ValuesIn(Generators()), Name);

}  // namespace
}  // namespace ponder
