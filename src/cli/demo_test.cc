#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/demo_plan.h"
#include "cli/demo_report.h"
#include "cli/demo_run.h"
#include "cli/statistics.h"
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

TEST(Statistics, WilsonIntervalsAreThePublishedOnes) {
  const Interval half = WilsonInterval(5, 10);
  EXPECT_NEAR(half.low, 0.2366, 1e-4);
  EXPECT_NEAR(half.high, 0.7634, 1e-4);
  const Interval none = WilsonInterval(0, 10);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.2775, 1e-4);
  EXPECT_EQ(WilsonInterval(0, 0).high, 1);
}

TEST(Statistics, BootstrapCoversTheMeanAndDoesNotMove) {
  std::vector<double> values(60, 0.0);
  for (size_t i = 0; i < 20; ++i) values[i] = 1;
  const Interval interval = BootstrapInterval(values);
  EXPECT_NEAR(interval.low, 1.0 / 3 - 0.119, 0.02);  // 1.96 standard errors
  EXPECT_NEAR(interval.high, 1.0 / 3 + 0.119, 0.02);
  EXPECT_EQ(BootstrapInterval(values).low, interval.low);
  EXPECT_EQ(BootstrapInterval(std::vector<double>(9, 0.0)).high, 0);
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
