#include "task/task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <climits>
#include <fstream>
#include <functional>
#include <set>
#include <string>

#include "ponder/error.h"
#include "task/korean.h"
#include "task/words.h"

namespace ponder {
namespace {

std::string MessageOf(const std::function<void()>& call, ErrorCode code) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST(Task, NamesAreUniqueAndMisspeltOnesGetAHint) {
  std::set<std::string_view> names;
  for (const TaskInfo* info : Tasks()) EXPECT_TRUE(names.insert(info->name).second);
  const auto misspelt = [] { FindTask("object_countin"); };
  EXPECT_THAT(MessageOf(misspelt, ErrorCode::kNotFound), testing::HasSubstr("object_counting"));
  EXPECT_EQ(FindTask("Object-Counting").name, "object_counting");
}

TEST(MakeItems, EndsWhenTheSpaceIsUsedUp) {
  EXPECT_EQ(MakeItems("one_digit_sums", 1, INT_MAX).size(), 64u);
  EXPECT_EQ(MakeItems("odd_composites", 1, INT_MAX).size(), 30u);
  EXPECT_EQ(MakeItems("one_digit_sums", 1, 0).size(), 0u);
  EXPECT_EQ(MakeItems("one_digit_sums", 1, -5).size(), 0u);
}

TEST(MakeItems, TakesAllLevelsInTurn) {
  const auto mixed = MakeItems("object_counting", 4, 7);
  ASSERT_EQ(mixed.size(), 7u);
  for (size_t i = 0; i < mixed.size(); ++i) {
    const int level = static_cast<int>(i % 3);
    EXPECT_EQ(mixed[i].level, level);
    EXPECT_EQ(mixed[i].question, MakeItems("object_counting", 4, 3, level)[i / 3].question);
  }
}

TEST(MakeItems, RefusesWhatATaskDoesNotHave) {
  const auto code = ErrorCode::kInvalidRequest;
  EXPECT_THAT(MessageOf([] { MakeItems("object_counting", 1, 1, 3); }, code),
              testing::HasSubstr("no level 3; they go from 0 to 2"));
  EXPECT_THAT(MessageOf([] { MakeItems("object_counting", 1, 1, -2); }, code),
              testing::HasSubstr("no level -2"));
  EXPECT_THAT(MessageOf([] { MakeItems("gsm8k", 1, 1); }, code),
              testing::HasSubstr("published set"));
}

TEST(FindPublished, SaysWhatIsMissingAndWhereItIs) {
  const std::string message =
      MessageOf([] { FindPublished(FindTask("gsm8k"), "no/such"); }, ErrorCode::kNotFound);
  for (const char* part :
       {"no gsm8k/test.jsonl", "no/such", "MIT", "grade-school-math", "ponder tasks pull gsm8k"}) {
    EXPECT_THAT(message, testing::HasSubstr(part));
  }
  EXPECT_THAT(
      MessageOf([] { FindPublished(FindTask("expressions"), "."); }, ErrorCode::kInvalidRequest),
      testing::HasSubstr("makes its questions"));
}

// The published rule cannot accept golds with a thousands comma.
TEST(Gsm8k, ThousandsCommasAreNoMistake) {
  const auto file = std::filesystem::path(testing::TempDir()) / "ponder_gsm8k.jsonl";
  std::ofstream(file) << R"({"question": "How many?", "answer": "many\n#### 1,002"})";
  const Task& task = *FindTask("gsm8k").task;
  const auto items = task.Read(file);
  ASSERT_EQ(items.size(), 1u);
  const Verdict verdict = task.CheckReply(items[0], "so it is $1,002.\n#### $1,002");
  EXPECT_TRUE(verdict.right) << verdict.reason;
  EXPECT_EQ(verdict.scores.at(0), std::make_pair(std::string("published"), 0.0));
  EXPECT_FALSE(task.Check(items[0], "1003").right);
  std::ofstream(file) << R"({"question": "How many?", "answer": "18"})"
                      << "\n";
  EXPECT_THAT(MessageOf([&] { task.Read(file); }, ErrorCode::kInvalidRequest),
              testing::HasSubstr("jsonl:1: field \"answer\""));
  std::filesystem::remove(file);
}

TEST(Words, SplitAndJoin) {
  EXPECT_EQ(Words("  a  b\nc "), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(List({"a", "b", "c"}, Language::kEnglish), "a, b, and c");
  EXPECT_EQ(List({"a", "b"}, Language::kEnglish), "a and b");
  EXPECT_EQ(Sentences("One is 2.5. Two?\nThree"),
            (std::vector<std::string>{"One is 2.5.", "Two?", "Three"}));
  EXPECT_EQ(Numbers("a1, 20 and $300."), (std::vector<int64_t>{1, 20, 300}));
}

TEST(Korean, ParticlesFollowTheSound) {
  EXPECT_EQ(WithParticle("민수", "은는"), "민수는");
  EXPECT_EQ(WithParticle("지훈", "은는"), "지훈은");
  EXPECT_EQ(WithParticle("서울", "으로로"), "서울로");
  EXPECT_EQ(WithParticle("부산", "으로로"), "부산으로");
  EXPECT_EQ(WithParticle("사과", "와과"), "사과와");
  EXPECT_EQ(WithParticle("3", "이가"), "3이");
}

}  // namespace
}  // namespace ponder
