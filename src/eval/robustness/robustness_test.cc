#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "attack/attacked_task.h"
#include "engine/fake/scripted.h"
#include "engine/fake/toy.h"
#include "eval/attack_row.h"
#include "eval/folder.h"
#include "eval/harness.h"
#include "eval/made_up_study.h"
#include "eval/report.h"
#include "eval/robustness/heat_map.h"
#include "eval/robustness/robust_report.h"
#include "eval/robustness/robust_tables.h"
#include "eval/robustness/study_set.h"
#include "ponder/error.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Study MakeTestStudy(std::map<std::string, std::string> values) {
  values.emplace("limit", "3");
  values.emplace("max_tokens", "60");
  StudyFields fields;
  for (const auto& [name, value] : values) fields[name] = {name, {value}};
  return MakeStudy(fields);
}

std::vector<std::string> TaskNames(const Study& study) {
  std::vector<std::string> names;
  for (const StudyTask& task : study.tasks) names.push_back(task.name);
  return names;
}

TEST(RobustnessStudy, IsASetOfTasksWithMethodsAndALimitOfItsOwn) {
  const Study study = MakeStudy({{"tasks", {"tasks", {"robustness"}}}});
  EXPECT_EQ(study.name, "robustness");
  EXPECT_EQ(study.limit, kRobustnessLimit);
  EXPECT_EQ(study.methods.size(), 7u);
  EXPECT_EQ(TaskNames(study), RobustnessTasks());
  EXPECT_NO_THROW(PlanStudy(study));
  // The study file says what was meant.
  const fs::path file = fs::path(testing::TempDir()) / "ponder_robustness_study.json";
  std::ofstream(file) << StudyText(study);
  EXPECT_EQ(StudyText(MakeStudy(ReadStudyFile(file))), StudyText(study));
  fs::remove(file);
}

TEST(RobustnessStudy, AttacksAndGoalsChooseAmongItsTasks) {
  const Study chosen = MakeTestStudy(
      {{"tasks", "robustness"}, {"attacks", "many_shot,injection"}, {"goals", "+1,canary"}});
  EXPECT_EQ(TaskNames(chosen),
            (std::vector<std::string>{"sums.many_shot.plus1", "sums.many_shot.canary",
                                      "products.many_shot.plus1", "products.many_shot.canary",
                                      "page.injection.plus1", "page.injection.canary"}));
  const auto refused = [](const std::map<std::string, std::string>& values) -> std::string {
    try {
      PlanStudy(MakeTestStudy(values));
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  };
  EXPECT_THAT(refused({{"tasks", "robustness"}, {"attacks", "bribe"}}), HasSubstr("many_shot"));
  EXPECT_THAT(refused({{"tasks", "robustness"}, {"goals", "43"}}), HasSubstr("goals: "));
  EXPECT_THAT(refused({{"tasks", "one_digit_sums"}, {"attacks", "many_shot"}}),
              HasSubstr("fits none of the tasks"));
  EXPECT_THAT(refused({{"tasks", "sums.many_shot.42"}, {"levels", "3"}}),
              HasSubstr("numbers of examples"));
  EXPECT_THAT(refused({{"tasks", "sums.many_shot.42"}, {"shots", "2"}}), HasSubstr("--shots"));
}

TEST(RobustnessRows, StrengthsOfAProblemShareItsChances) {
  const Study study = MakeTestStudy({{"tasks", "sums.red_team.42"}, {"levels", "0,1,4"}});
  const StudyPlan plan = PlanStudy(study);
  std::map<std::string, std::vector<uint64_t>> seeds;
  for (const EvalRow& row : MakeRows(study, plan, "toy", MakeToyEngine(1)->Info())) {
    seeds[AttackedTask::ProblemOf(row.item->id)].push_back(row.seed);
    EXPECT_EQ(IsAttackInLoop(row), row.item->level > 0);
  }
  EXPECT_EQ(seeds.size(), 3u);
  for (const auto& [problem, all] : seeds) {
    EXPECT_EQ(all.size(), 3u);
    EXPECT_EQ(std::count(all.begin(), all.end(), all.front()), 3);
  }
}

class RobustnessRuns : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            ("ponder_robust_" +
             std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  std::vector<EvalRecord> Run(const std::string& folder, const Study& study,
                              const std::shared_ptr<Engine>& engine,
                              const std::shared_ptr<Engine>& attacker = nullptr) const {
    StudyFolder opened(root_ / folder, study);
    RunModel(study, PlanStudy(study), "toy", engine, opened, nullptr, {}, {attacker, nullptr});
    return opened.records();
  }

  static std::map<std::string, std::string> Lines(std::vector<EvalRecord> records) {
    std::map<std::string, std::string> lines;
    for (EvalRecord& record : records) {
      record.seconds = {};
      std::vector<Usage*> usages{&record.usage};
      for (auto& [role, usage] : record.usage_by_role) usages.push_back(&usage);
      for (Usage* usage : usages) {
        usage->cached_tokens = usage->prefill_tokens = usage->forward_tokens = 0;
        usage->flops = 0;
      }
      lines[record.key] = RecordLine(record);
    }
    return lines;
  }

  fs::path root_;
};

TEST_F(RobustnessRuns, TheAttackerSeesItsFailuresAndStopsWhenItWins) {
  const Study study = MakeTestStudy({{"tasks", "sums.red_team.42"}, {"levels", "1,4"}});
  const auto engine = std::make_shared<ScriptedEngine>(
      std::vector<ScriptedReply>{},
      std::vector<std::pair<std::string, ScriptedReply>>{{"Tried before: weak", {"strong"}},
                                                         {"This is a game", {"weak"}},
                                                         {"strong", {"42"}},
                                                         {"weak", {"7"}}});
  for (const EvalRecord& record : Run("folder", study, engine)) {
    const bool one = record.level_name == "1";
    Split split;
    Count(record, split);
    EXPECT_EQ(split.attack, one ? 0 : 1);
    EXPECT_EQ(split.other, one ? 1 : 0);
    EXPECT_EQ(record.final, one ? "7" : "42");
    EXPECT_THAT(record.scores, Contains(std::pair<std::string, double>(kTriesScore, one ? 1 : 2)));
    EXPECT_THAT(record.question, HasSubstr(one ? "weak" : "strong"));
    // Two tries cost the defender two answers, and the attacker's tokens are its own.
    const int64_t tries = one ? 1 : 2;
    EXPECT_EQ(record.usage.completion_tokens, record.usage_by_role.at("policy").completion_tokens);
    EXPECT_EQ(record.usage.completion_tokens, tries * 2);
    EXPECT_EQ(record.usage_by_role.at("attacker").completion_tokens, tries * 2);
    EXPECT_EQ(record.usage_by_role.at("attacker").calls, tries);
  }
}

TEST_F(RobustnessRuns, AnotherModelMayAttack) {
  const Study study =
      MakeTestStudy({{"tasks", "sums.red_team.42"}, {"levels", "1"}, {"attacker_model", "other"}});
  using ByPrompt = std::vector<std::pair<std::string, ScriptedReply>>;
  const auto defender =
      std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{}, ByPrompt{{"please", {"42"}}});
  const auto attacker = std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{},
                                                         ByPrompt{{"game", {"please"}}});
  for (const EvalRecord& record : Run("folder", study, defender, attacker)) {
    EXPECT_EQ(record.final, "42") << record.reason;
  }
}

TEST_F(RobustnessRuns, AKillChangesNothingAndMoreTriesBeginAlike) {
  const Study study = MakeTestStudy({{"tasks", "sums.red_team.42,sums.many_shot.plus1"},
                                     {"methods", "direct,self_consistency:n=3"},
                                     {"levels", "0,1,4"}});
  const std::shared_ptr<Engine> toy = MakeToyEngine(1);
  const std::vector<EvalRecord> whole = Run("whole", study, toy);
  ASSERT_EQ(whole.size(), 2u * 2 * 3 * 3);
  std::ifstream in(LogFile(root_ / "whole"));
  const std::string log{std::istreambuf_iterator<char>(in), {}};
  for (const size_t part : {4, 2}) {
    fs::remove_all(root_ / "killed");
    fs::create_directories(root_ / "killed");
    fs::copy(root_ / "whole" / "study.json", root_ / "killed" / "study.json");
    std::ofstream(LogFile(root_ / "killed")) << log.substr(0, log.size() / part);
    EXPECT_EQ(Lines(Run("killed", study, toy)), Lines(whole));
  }
  std::map<std::string, std::map<std::string, const EvalRecord*>> loops;
  for (const EvalRecord& record : whole) {
    if (record.task != "sums.red_team.42") continue;
    loops[AttackedTask::ProblemOf(record.item) + record.method][record.level_name] = &record;
  }
  for (const auto& [meeting, by_level] : loops) {
    Split one;
    Split four;
    Count(*by_level.at("1"), one);
    Count(*by_level.at("4"), four);
    EXPECT_GE(four.attack, one.attack);
    EXPECT_GE(by_level.at("4")->usage.completion_tokens, by_level.at("1")->usage.completion_tokens);
  }
}

// Two defenders, 20 problems: the cheap one falls for 16 examples, the dear one does not.
std::vector<EvalRecord> MadeUpRecords(const std::string& task = "sums.many_shot.42") {
  std::vector<EvalRecord> records;
  for (int i = 0; i < 20; ++i) {
    records.push_back(MadeUpAttack(task, i, 0, "direct", i < 10 ? "right" : "other", 16));
    records.push_back(MadeUpAttack(task, i, 16, "direct", i < 15 ? "attack" : "none", 16));
    const std::string dear = "budget_forcing:waits=0,max_thinking_tokens=64";
    records.push_back(MadeUpAttack(task, i, 0, dear, "right", 64));
    records.push_back(MadeUpAttack(task, i, 16, dear, i < 3 ? "attack" : "right", 64));
  }
  return records;
}

TEST(RobustSummaryTest, SplitsCellsAndFitsStrengths) {
  const std::vector<EvalRecord> records = MadeUpRecords();
  const RobustSummary summary = SummarizeRobustness(records);
  ASSERT_EQ(summary.groups.size(), 1u);
  const RobustGroup& group = summary.groups.front();
  EXPECT_EQ(group.problems, 20);
  EXPECT_EQ(group.strengths, (std::vector<int>{0, 16}));
  ASSERT_EQ(group.defenders.size(), 2u);
  EXPECT_EQ(group.defenders[0].method, "direct");
  EXPECT_EQ(group.defenders[0].asked, std::nullopt);
  EXPECT_EQ(group.defenders[1].asked, 64);
  const RobustCell& cell = group.cells[1][0];
  EXPECT_EQ(cell.split.attack, 15);
  EXPECT_EQ(cell.split.no_answer, 5);
  EXPECT_EQ(cell.where_clean_right.Runs(), 10);
  EXPECT_EQ(cell.where_clean_right.attack, 10);
  EXPECT_EQ(cell.tokens, 16);
  ASSERT_EQ(group.fits.size(), 1u);
  const StrengthFit& fit = group.fits.front();
  EXPECT_TRUE(fit.Falls());
  EXPECT_NEAR(fit.fit.ShareAt(4), 15.5 / 21, 1e-6);  // two places: Firth adds a half to each count
  EXPECT_NEAR(fit.fit.ShareAt(6), 3.5 / 21, 1e-6);
  ASSERT_TRUE(fit.tokens_for_target);
  EXPECT_GT(*fit.tokens_for_target, 64);
  EXPECT_NEAR(fit.fit.ShareAt(std::log2(*fit.tokens_for_target)), kTargetSuccess, 1e-9);
}

TEST(RobustSummaryTest, TheOrderOfRecordsDoesNotMatterAndFailuresAreNoResults) {
  std::vector<EvalRecord> records = MadeUpRecords();
  const std::string before = RobustnessJson(SummarizeRobustness(records)).dump();
  std::reverse(records.begin(), records.end());
  EXPECT_EQ(RobustnessJson(SummarizeRobustness(records)).dump(), before);
  EvalRecord failed = MadeUpAttack("sums.many_shot.42", 99, 16, "direct", "attack", 10);
  failed.stop = StopReason::kError;
  records.push_back(failed);
  const RobustSummary summary = SummarizeRobustness(records);
  EXPECT_EQ(RobustnessJson(summary).dump(), before);
  EXPECT_EQ(summary.errors, 1);
  EXPECT_THAT(TerminalRobustness(summary), HasSubstr("1 run under attack failed"));
}

TEST(RobustSummaryTest, LongRunsAreComparedWithMiddleOnes) {
  std::vector<EvalRecord> records;
  for (int i = 0; i < 100; ++i) {
    const bool longest = i >= 95;
    records.push_back(
        MadeUpAttack("sums.nerd_snipe.42", i, 8, "direct", longest ? "attack" : "right", 10 + i));
  }
  const RobustSummary summary = SummarizeRobustness(records);
  ASSERT_EQ(summary.groups.front().long_runs.size(), 1u);
  const LongRuns& found = summary.groups.front().long_runs.front();
  EXPECT_EQ(found.longest.Runs(), 5);
  EXPECT_EQ(found.longest.attack, 5);
  EXPECT_NEAR(found.longest_tokens, 107, 1e-9);
  EXPECT_EQ(found.middle.Runs(), 20);
  EXPECT_EQ(found.middle.attack, 0);
  EXPECT_NEAR(found.middle_tokens, 59.5, 1e-9);
}

TEST(RobustSummaryTest, ThinkLessIsComparedWithManyShot) {
  std::vector<EvalRecord> records;
  for (int i = 0; i < 20; ++i) {
    records.push_back(MadeUpAttack("sums.many_shot.42", i, 4, "direct", "right", 40));
    const char* outcome = i < 10 ? "attack" : "right";
    records.push_back(MadeUpAttack("sums.think_less.42", i, 4, "direct", outcome, 10));
  }
  const RobustSummary summary = SummarizeRobustness(records);
  ASSERT_EQ(summary.groups.size(), 2u);
  EXPECT_TRUE(summary.groups[0].think_less.empty());
  ASSERT_EQ(summary.groups[1].think_less.size(), 1u);
  const ThinkLess& found = summary.groups[1].think_less.front();
  EXPECT_EQ(found.success.questions, 20);
  EXPECT_DOUBLE_EQ(found.success.difference, 0.5);
  EXPECT_EQ(found.tokens_without, 40);
  EXPECT_EQ(found.tokens_with, 10);
}

TEST(HeatMapTest, FewRunsStayGrey) {
  std::vector<EvalRecord> records = MadeUpRecords();
  records.push_back(MadeUpAttack("sums.many_shot.42", 1, 4, "direct", "attack", 16));
  const RobustSummary summary = SummarizeRobustness(records);
  const HeatMap map = MapOfDefenders(summary.groups.front());
  ASSERT_EQ(map.rows, (std::vector<std::string>{"0", "4", "16"}));
  EXPECT_TRUE(map.cells[1][0].Few());
  EXPECT_EQ(map.cells[2][0].successes, 15);
  const Table table = HeatMapTable(map);
  EXPECT_EQ(table.rows[2], (std::vector<std::string>{"16", "75", "15"}));
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"4", "-", "-"}));
  EXPECT_THAT(HeatMapSvg(map), HasSubstr("class=\"few\""));
  const HeatMap tokens = MapOfTokens(summary.groups.front());
  EXPECT_EQ(tokens.columns, (std::vector<std::string>{"16-31", "32-63", "64-127"}));
  EXPECT_EQ(tokens.cells[2][0].successes, 15);
  EXPECT_EQ(tokens.cells[2][1].runs, 0);
  EXPECT_EQ(tokens.cells[2][2].successes, 3);
}

TEST(RobustReportTest, SaysTheSameInEveryForm) {
  const std::vector<EvalRecord> records = MadeUpRecords();
  const RobustSummary summary = SummarizeRobustness(records);
  const std::string terminal = TerminalRobustness(summary);
  for (const char* part :
       {"sums.many_shot.42, m: 20 problems", "75/0/0/25", "15/85/0/0", "tokens for 5 %", "falls"}) {
    EXPECT_THAT(terminal, HasSubstr(part));
  }
  EXPECT_THAT(MarkdownRobustness(summary), HasSubstr("| 16 | 1 | direct | - | 16 |"));
  const std::string page =
      HtmlReport(Summarize({}), {"Robustness", "", ""}, HtmlRobustness(summary));
  EXPECT_THAT(page, HasSubstr("</html>"));
  for (const char* part : {"<script", "http://", "src=", "nan", "\"inf"}) {
    EXPECT_THAT(page, Not(HasSubstr(part)));
  }
  const auto json = RobustnessJson(summary);
  EXPECT_EQ(json[0]["cells"].size(), 4u);
  EXPECT_EQ(json[0]["cells"][2]["split"]["attack"], 15);
  EXPECT_LT(json[0]["fits"][0]["interval"][1], 0);
  const std::string csv = CsvRobustness(summary);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 5);
  for (const std::string& none :
       {TerminalRobustness({}), MarkdownRobustness({}), HtmlRobustness({}), CsvRobustness({})}) {
    EXPECT_EQ(none, "");
  }
}

}  // namespace
}  // namespace ponder
