// From records to a planner's table, on engines without weights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <filesystem>

#include "engine/fake/toy.h"
#include "eval/folder.h"
#include "eval/harness.h"
#include "eval/planner/planner_report.h"
#include "ponder/error.h"
#include "ponder/random.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Complaint(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

TEST(PlannerSettings, StrategiesAreMethodsAtBudgets) {
  EXPECT_THAT(StrategiesOf({"self_consistency", "beam_search"}, {4, 6}),
              ElementsAre("self_consistency:n=4", "self_consistency:n=6", "beam_search:n=4,width=4",
                          "beam_search:n=6,width=3"));
  EXPECT_THAT(Complaint([] { StrategiesOf({"direct"}, {4}); }), HasSubstr("direct has no n"));
  EXPECT_THAT(Complaint([] { StrategiesOf({"beem_search"}, {4}); }), HasSubstr("beam_search"));
}

TEST(PlannerSettings, AreCheckedBeforeAnythingRuns) {
  PlannerSettings settings;
  settings.strategies = {"best_of_n:n=8", "self_consistency:n=8", "self_consistency:n=4",
                         "beam_search:n=4"};
  const PlannerSettings checked = Checked(settings);
  EXPECT_THAT(checked.strategies, ElementsAre("self_consistency:n=4", "best_of_n:n=8",
                                              "self_consistency:n=8", "beam_search:n=4"));
  const std::vector<MethodSpec> methods = PlannerMethods(checked);
  ASSERT_EQ(methods.size(), 2u);  // one pool for all votes
  EXPECT_EQ(methods[0].Normal(), "best_of_n@arithmetic");
  EXPECT_EQ(methods[1].Normal(), "beam_search:n=4@arithmetic");

  const std::vector<std::pair<std::string, std::string>> bad{
      {"self_consistency:n=2", "the look alone takes 4"},
      {"self_consistency:n=8,stop=beta", "no option but n"},
      {"best_of_n:n=8@judge", "--scorer"},
      {"compute_optimal", "chooses strategies"},
      {"beam_search:n=5,width=4", "width"}};
  for (const auto& [strategy, wanted] : bad) {
    settings.strategies = {strategy};
    EXPECT_THAT(Complaint([&] { Checked(settings); }), HasSubstr(wanted));
  }
  settings.strategies = {};
  settings.scorer = "majority";
  EXPECT_THAT(Complaint([&] { Checked(settings); }), HasSubstr("compares answers"));
  settings.scorer = "judge:mode=pairs";
  EXPECT_THAT(Complaint([&] { Checked(settings); }), HasSubstr("compares answers"));
  settings.scorer = "juge";
  EXPECT_THAT(Complaint([&] { Checked(settings); }), HasSubstr("judge"));
}

class PlannerRecords : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ponder-planner-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<EvalRecord> Run(const std::vector<MethodSpec>& methods, int questions) {
    study_.tasks = {{"one_digit_sums"}, {"last_letters"}};
    study_.methods = methods;
    study_.models = {"toy"};
    study_.limit = questions;
    study_.max_tokens = 40;
    study_.temperature = 0.2;
    plan_ = PlanStudy(study_);
    StudyFolder folder(folder_, study_);
    RunModel(study_, plan_, "toy", MakeToyEngine(5), folder);
    return folder.records();
  }

  fs::path folder_;
  Study study_;
  StudyPlan plan_;
};

// What is taken out of the pool is what the strategy itself would have come to.
TEST_F(PlannerRecords, ThePoolSaysWhatEachVoteWouldHaveSaid) {
  PlannerSettings settings;
  settings.scorer = "logprob";
  settings.look = 3;
  settings.strategies = {"self_consistency:n=5", "best_of_n:n=4", "best_of_n:n=8",
                         "beam_search:n=4,width=2"};
  settings = Checked(settings);
  std::vector<MethodSpec> methods = PlannerMethods(settings);
  const size_t needed = methods.size();
  for (const char* own :
       {"self_consistency:n=3", "self_consistency:n=5", "best_of_n:n=4@logprob"}) {
    methods.push_back(ParseMethodSpec(own));
  }
  const std::vector<EvalRecord> records = Run(methods, 12);
  const std::vector<PlannerItem> items = PlannerItems(settings, plan_, records);
  ASSERT_EQ(items.size(), 24u);
  const auto record_of = [&](const PlannerItem& item, const std::string& method) {
    for (const EvalRecord& record : records) {
      if (record.task == item.task && record.item == item.item && record.method == method) {
        return &record;
      }
    }
    return static_cast<const EvalRecord*>(nullptr);
  };
  for (const PlannerItem& item : items) {
    EXPECT_EQ(item.kind, item.task == "last_letters" ? "text" : "number");
    ASSERT_EQ(item.outcomes.size(), 5u);
    const EvalRecord* pool = record_of(item, methods[0].Normal());
    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->candidates.size(), 8u);
    for (const auto& [place, name] :
         std::vector<std::pair<size_t, std::string>>{{0, "self_consistency:n=3"},
                                                     {1, "self_consistency:n=5"},
                                                     {2, "best_of_n:n=4@logprob"},
                                                     {3, "best_of_n@logprob"}}) {
      const EvalRecord* own = record_of(item, name);
      ASSERT_NE(own, nullptr) << name;
      EXPECT_EQ(item.outcomes[place].right, own->right) << name;
      EXPECT_EQ(item.outcomes[place].tokens, static_cast<double>(own->usage.completion_tokens));
    }
    const EvalRecord* beam = record_of(item, methods[needed - 1].Normal());
    double look = 0;
    for (size_t i = 0; i < 3; ++i) look += static_cast<double>(pool->candidates[i].tokens);
    EXPECT_EQ(item.look_tokens, look);
    EXPECT_EQ(item.outcomes[4].tokens, static_cast<double>(beam->usage.completion_tokens));
  }
}

// The look must not be judged by its own luck.
TEST(PlannerItems, DifficultyIsThatOfAnswersBehindTheLook) {
  PlannerSettings settings;
  settings.scorer = "logprob";
  settings.look = 3;
  settings.strategies = {"self_consistency:n=8"};
  settings = Checked(settings);
  const std::vector<MethodSpec> methods = PlannerMethods(settings);
  EvalRecord pool;
  pool.candidates.resize(8);
  for (size_t i = 0; i < 4; ++i) pool.candidates[i].right = true;
  const auto made = [&] {
    return *MakePlannerItem(settings, methods, AnswerKind::kNumber,
                            {{methods.front().Normal(), &pool}});
  };
  EXPECT_EQ(made().pass_rate, 0.5);
  EXPECT_EQ(made().Target(), 0.2);
  pool.candidates.resize(5);  // two behind the look say less than all five
  EXPECT_EQ(made().Target(), 0.8);
}

TEST_F(PlannerRecords, QuestionsThatLackAResultAreLeftOut) {
  PlannerSettings settings;
  settings.strategies = {"beam_search:n=4,width=2"};
  settings = Checked(settings);
  const std::vector<EvalRecord> records = Run({PlannerMethods(settings)[0]}, 3);
  EXPECT_TRUE(PlannerItems(settings, plan_, records).empty());
}

// Easy questions, on which any strategy is right and the look says so, and hard ones, on which only
// the dear one is.
std::vector<PlannerItem> MadeUp(size_t count) {
  std::vector<PlannerItem> items;
  const RandomStream random(11);
  for (uint64_t i = 0; i < count; ++i) {
    const RandomStream own = random.Child(i);
    const bool easy = own.Uniform(0) < 0.5;
    PlannerItem item{.task = "made",
                     .item = std::to_string(i),
                     .kind = "number",
                     .look = {},
                     .look_tokens = 400,
                     .pass_rate = easy ? 0.9 : 0.2,
                     .outcomes = {}};
    item.look.agreement = easy ? 0.75 + 0.25 * own.Uniform(1) : 0.25 + 0.25 * own.Uniform(1);
    item.look.answered = 1;
    item.look.tokens = 100;
    item.outcomes = {{own.Uniform(2) < (easy ? 0.95 : 0.2), 400},
                     {own.Uniform(3) < (easy ? 0.95 : 0.6), 2600},
                     {own.Uniform(4) < (easy ? 0.90 : 0.3), 1600}};
    items.push_back(std::move(item));
  }
  return items;
}

const std::vector<std::string> kStrategies{"self_consistency:n=4", "beam_search", "best_of_n:n=16"};

TEST(PlannerFit, ChoosesWhatIsBestWhereItIsBest) {
  const std::vector<PlannerItem> items = MadeUp(2000);
  const PlannerTable table = FitPlanner(items, kStrategies, false);
  EXPECT_EQ(ChoosePlan(table.CellsOf(Binning::kAbsolute, 0), {})->strategy, kStrategies[0]);
  EXPECT_EQ(ChoosePlan(table.CellsOf(Binning::kAbsolute, 1), {})->strategy, kStrategies[1]);
  EXPECT_NEAR(table.cells.at({Binning::kAll, 0})[1].tokens, 3000, 1e-6);  // the look included
  int64_t questions = 0;
  for (int bin = 0; bin < kQuantiles; ++bin) {
    const auto& cells = table.cells.at({Binning::kQuantile, bin});
    EXPECT_EQ(cells.size(), kStrategies.size());
    questions += cells.front().questions;
  }
  EXPECT_EQ(questions, 2000);
}

TEST(PlannerFit, SharesAreNoMoreThanOne) {
  for (size_t count = 4; count <= 60; ++count) {
    std::vector<PlannerItem> items = MadeUp(count);
    for (PlannerItem& item : items) item.outcomes[0].right = true;
    const PlannerTable table = FitPlanner(items, kStrategies, false);
    EXPECT_EQ(table.cells.at({Binning::kAll, 0})[0].right, 1) << count;
  }
}

TEST(PlannerFit, TwoFoldsSayWhatChoosingIsWorth) {
  const std::vector<PlannerItem> items = MadeUp(2000);
  const PlannerReport report = EvaluatePlanner(items, kStrategies, false, Binning::kAbsolute, 0.01);
  const PlannerComparison& free = report.comparisons.back();
  EXPECT_EQ(free.best, 1u);  // the dear one alone
  EXPECT_GT(free.interval.high, 0);
  EXPECT_GT(free.difference, -0.01);
  EXPECT_LT(free.chosen.tokens, 0.7 * report.singles[1].tokens);
  EXPECT_NEAR(free.oracle.accuracy, free.chosen.accuracy, 0.02);
  EXPECT_NEAR(report.singles[1].tokens, 2600, 1e-6);
  // Under the price of the cheapest there is nothing to choose.
  const PlannerComparison& poor = report.comparisons.front();
  EXPECT_EQ(poor.best, 0u);
  EXPECT_EQ(poor.difference, 0);
  EXPECT_LT(report.brier, 0.2 * report.brier_of_mean);
  EXPECT_EQ(report.met[0][0] + report.met[1][1], 2000);
}

TEST(PlannerFit, WhereAllBinsChooseAlikeThereIsNoLook) {
  std::vector<PlannerItem> items = MadeUp(400);
  for (PlannerItem& item : items) item.outcomes[0].right = item.outcomes[2].right = false;
  const PlannerReport report = EvaluatePlanner(items, kStrategies, false, Binning::kAbsolute, 0.01);
  EXPECT_NEAR(report.comparisons.back().chosen.tokens, 2600, 1e-6);
  EXPECT_EQ(report.comparisons.back().difference, 0);
}

TEST(PlannerFit, ReportsReadAsTextAndJson) {
  const std::vector<PlannerItem> items = MadeUp(200);
  const PlannerReport report = EvaluatePlanner(items, kStrategies, false, Binning::kQuantile, 0.01);
  const PlannerTable table = FitPlanner(items, kStrategies, false);
  const std::string text = PlannerReportText(report, table, Binning::kQuantile, 0.01);
  EXPECT_THAT(text, HasSubstr("beam_search"));
  EXPECT_THAT(text, HasSubstr("5 of 5"));
  const auto json = PlannerReportJson(report, table, Binning::kQuantile);
  EXPECT_EQ(json["comparisons"].size(), kStrategies.size() + 1);
  EXPECT_TRUE(json["comparisons"].back()["ceiling"].is_null());
  EXPECT_THAT(AboutPlanner("sums", report), HasSubstr("200 questions of sums"));
}

TEST(PlannerFit, ASingleStrategyKeepsTheCeilingToo) {
  std::vector<PlannerItem> items = MadeUp(400);
  for (PlannerItem& item : items) {
    item.outcomes[0] = {true, 400};
    item.outcomes[2] = {false, 100};  // the cheapest, and never right
  }
  const PlannerReport report = EvaluatePlanner(items, kStrategies, false, Binning::kAbsolute, 0.01);
  EXPECT_NEAR(*report.comparisons.front().ceiling, 100, 1e-6);
  EXPECT_EQ(report.comparisons.front().best, 2u);
}

TEST(PlannerFit, TheMarkIsOnWhatIsChosen) {
  const std::vector<PlannerItem> items = MadeUp(400);
  const PlannerTable table = FitPlanner(items, kStrategies, false);
  const PlannerReport report = EvaluatePlanner(items, kStrategies, false, Binning::kAll, 1);
  const auto first = [&](double slack) {  // the marked cell
    const std::string text = PlannerReportText(report, table, Binning::kAll, slack);
    const size_t mark = text.find(" < (");
    return text.substr(mark, text.find(')', mark) - mark);
  };
  EXPECT_EQ(first(1), " < (400");     // anything is good enough: the cheapest
  EXPECT_NE(first(0.01), " < (400");  // the best
}

TEST(PlannerFit, WantsEnoughQuestions) {
  const std::vector<PlannerItem> items = MadeUp(3);
  EXPECT_THAT(Complaint([&] { EvaluatePlanner(items, kStrategies, false, Binning::kAll, 0); }),
              HasSubstr("3 questions have all their results; at least 4"));
}

}  // namespace
}  // namespace ponder
