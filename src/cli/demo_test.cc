#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/demo_plan.h"
#include "cli/demo_report.h"
#include "cli/demo_run.h"
#include "engine/fake/toy.h"
#include "ponder/error.h"

namespace ponder {
namespace {

DemoResult MakeResult(const std::string& label, const std::vector<int>& right) {
  DemoResult result;
  result.row.label = label;
  for (const int value : right) {
    DemoAnswer answer;
    answer.right = value > 0;
    answer.any_right = value != 0;
    answer.done = true;
    answer.usage.completion_tokens = 10;
    result.answers.push_back(answer);
  }
  return result;
}

TEST(DemoReport, VerdictSaysOnlyWhatIntervalsShow) {
  std::vector<int> none(40, 0), some(40, 0), most(40, 1);
  for (size_t i = 0; i < 2; ++i) some[i] = 1;
  const std::vector<DemoResult> results = {MakeResult("direct", none), MakeResult("same", some),
                                           MakeResult("better", most)};
  EXPECT_EQ(DemoVerdict(results),
            "Against direct: better: better (+100); no difference seen: same (+5).");
  EXPECT_EQ(DemoVerdict({MakeResult("direct", most), MakeResult("bad", none)}),
            "Against direct: worse: bad (-100).");
  // One question shows nothing.
  EXPECT_EQ(DemoVerdict({MakeResult("direct", {0}), MakeResult("lucky", {1})}),
            "Against direct: no difference seen: lucky (+100).");
}

TEST(DemoReport, AnswerKeyIsAnUpperBoundAndNoMethod) {
  const DemoResult votes = MakeResult("vote", {1, 0, -1, -1});  // -1: another candidate was right
  DemoResult key = WithAnswerKey(votes, {.label = "key", .method = "", .answer_key = true});
  EXPECT_EQ(Figure(votes, votes).right, 1);
  EXPECT_EQ(Figure(key, votes).right, 3);
  EXPECT_EQ(DemoVerdict({votes, key}).find("key"), std::string::npos);
}

TEST(DemoReport, UnfinishedQuestionsDoNotCount) {
  DemoResult result = MakeResult("direct", {1, 1, 0});
  result.answers[2].done = false;
  const DemoFigures figures = Figure(result, result);
  EXPECT_EQ(figures.questions, 2);
  EXPECT_EQ(figures.right, 2);
  EXPECT_EQ(figures.tokens, 10);
}

TEST(DemoRun, AsksAsManyQuestionsAsItIsTold) {
  Runner runner(MakeToyEngine(1));
  const DemoPart part = PlanDemo({.seed = 5, .data = {}}).front();
  const DemoResult result = RunDemoRow(runner, part, part.rows.front(), 3, 5, nullptr, {});
  ASSERT_EQ(result.answers.size(), part.items.size());
  for (size_t i = 0; i < result.answers.size(); ++i) EXPECT_EQ(result.answers[i].done, i < 3);
}

TEST(DemoPlan, QuickAsksFewerOfTheSameQuestions) {
  const auto full = PlanDemo({.seed = 5, .data = {}});
  const auto quick = PlanDemo({.quick = true, .seed = 5, .data = {}});
  ASSERT_EQ(full.size(), quick.size());
  EXPECT_LT(quick[0].items.size(), full[0].items.size());
  EXPECT_EQ(quick[0].items[0].question, full[0].items[0].question);
}

TEST(DemoPlan, PublicSetsAreReadWhole) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "ponder_demo_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "test.jsonl") << R"({"question": "1 + 1?", "answer": "so\n#### 1,002"})"
                                       << "\n";
  const auto items = LoadPublicSet(folder, 10, 0);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_TRUE(FindTask("gsm8k").task->Check(items[0], "1002").right);
  std::ofstream(folder / "test.jsonl") << R"({"question": "1 + 1?"})"
                                       << "\n";
  EXPECT_THROW(LoadPublicSet(folder, 10, 0), Error);
  std::filesystem::remove_all(folder);
  EXPECT_THROW(LoadPublicSet(folder, 10, 0), Error);
}

}  // namespace
}  // namespace ponder
