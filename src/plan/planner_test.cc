#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "plan/planner_file.h"
#include "ponder/error.h"
#include "ponder/random.h"

namespace ponder {
namespace {

using ::testing::HasSubstr;

std::vector<LookedAnswer> Answers(const std::vector<std::string>& keys) {
  std::vector<LookedAnswer> answers;
  for (const std::string& key : keys) answers.push_back({key, 10, std::nullopt});
  return answers;
}

TEST(Look, CountsWhatItShows) {
  std::vector<LookedAnswer> answers = Answers({"7", "7", "8", ""});
  answers[0].score = 0.9;
  answers[2].score = 0.1;
  const Look look = MakeLook(answers, "What is 12.5 + 3,000 minus 4?");
  EXPECT_DOUBLE_EQ(look.agreement, 0.5);
  EXPECT_DOUBLE_EQ(look.answered, 0.75);
  EXPECT_DOUBLE_EQ(look.tokens, 10);
  EXPECT_DOUBLE_EQ(look.score, 0.5);
  EXPECT_EQ(look.words, 7);
  EXPECT_EQ(look.numbers, 3);
  const Look nothing = MakeLook({}, "");
  EXPECT_EQ(nothing.agreement, 0);
  EXPECT_EQ(nothing.score, 0.5);
}

// Pass rates that follow from agreement by a known rule.
TEST(Difficulty, LearnsARuleItIsShown) {
  std::vector<Look> looks;
  std::vector<double> rates;
  const RandomStream random(3);
  for (uint64_t i = 0; i < 400; ++i) {
    Look look;
    look.agreement = random.Uniform(4 * i);
    look.tokens = 100 * random.Uniform(4 * i + 1);
    look.words = 50 * random.Uniform(4 * i + 2);
    looks.push_back(look);
    rates.push_back(1 / (1 + std::exp(-(6 * look.agreement - 3))));
  }
  const DifficultyModel model = FitDifficulty(looks, rates, false);
  ASSERT_EQ(model.weights.size(), DifficultyModel::Size(false));
  double worst = 0;
  for (size_t i = 0; i < looks.size(); ++i) {
    worst = std::max(worst, std::abs(model.PassRate(looks[i]) - rates[i]));
  }
  EXPECT_LT(worst, 0.05);
}

TEST(Difficulty, WithNothingToTellApartItSaysTheMean) {
  const std::vector<Look> looks(10, MakeLook(Answers({"1", "2"}), "x"));
  const std::vector<double> rates{1, 0, 0, 0, 1, 0, 0, 0, 0, 0};
  EXPECT_NEAR(FitDifficulty(looks, rates, false).PassRate(looks[0]), 0.2, 1e-3);
  EXPECT_NEAR(FitDifficulty({}, {}, true).PassRate(looks[0]), 0.5, 1e-9);
}

TEST(Bins, AreThoseOfThePapers) {
  EXPECT_EQ(BinOf(Binning::kAbsolute, 0.5, {}), 0);
  EXPECT_EQ(BinOf(Binning::kAbsolute, 0.49, {}), 1);
  EXPECT_EQ(BinOf(Binning::kAbsolute, 0.1, {}), 1);
  EXPECT_EQ(BinOf(Binning::kAbsolute, 0.09, {}), 2);
  std::vector<double> rates;
  for (int i = 0; i < 100; ++i) rates.push_back(i / 100.0);
  const std::vector<double> cuts = QuantileCuts(rates);
  ASSERT_EQ(cuts.size(), 4u);
  std::vector<int> counts(kQuantiles);
  for (const double rate : rates)
    ++counts[static_cast<size_t>(BinOf(Binning::kQuantile, rate, cuts))];
  EXPECT_THAT(counts, ::testing::Each(20));
  EXPECT_EQ(BinOf(Binning::kQuantile, 0.99, cuts), 0);
  EXPECT_EQ(BinOf(Binning::kQuantile, 0.0, cuts), 4);
  EXPECT_EQ(BinOf(Binning::kAll, 0.3, cuts), 0);
  EXPECT_TRUE(QuantileCuts({}).empty());
}

const std::vector<PlanCell> kCells{{"look", 50, 0.60, 100},
                                   {"vote", 50, 0.695, 400},
                                   {"beam", 50, 0.70, 900},
                                   {"waste", 50, 0.40, 2000}};

std::string Chosen(const PlanRule& rule) {
  const PlanCell* cell = ChoosePlan(kCells, rule);
  return cell == nullptr ? "" : cell->strategy;
}

TEST(ChoosePlan, TakesTheCheapestOfTheNearlyBest) {
  EXPECT_EQ(Chosen({.slack = 0}), "beam");
  EXPECT_EQ(Chosen({.slack = 0.01}), "vote");
  EXPECT_EQ(Chosen({.slack = 0.5}), "look");
  EXPECT_EQ(Chosen({.slack = 0, .tokens = 899}), "vote");
  EXPECT_EQ(Chosen({.slack = 0, .tokens = 100}), "look");
  EXPECT_EQ(Chosen({.slack = 0, .tokens = 99}), "look");  // nothing is cheaper
  EXPECT_EQ(ChoosePlan({}, {}), nullptr);
}

PlannerTable MakeTable(const std::string& scorer = "arithmetic") {
  PlannerTable table;
  table.key = {"f00d", scorer, "number", "cot"};
  table.model = "a model's \"name\"";
  table.about = "tested; it's made up";
  table.look = 4;
  table.difficulty = {true, std::vector<double>(DifficultyModel::Size(true), 0.1)};
  table.difficulty.weights[1] = -1.0 / 3;
  table.cuts = {0.8, 0.6, 0.4, 1e-17};
  table.cells[{Binning::kAll, 0}] = kCells;
  table.cells[{Binning::kAbsolute, 0}] = {{"look", 40, 0.9, 90}};
  table.cells[{Binning::kAbsolute, 2}] = {{"look", kFewestOfABin - 1, 0.0, 200}};
  return table;
}

TEST(PlannerTable, ABinThatSawTooLittleIsNotAsked) {
  const PlannerTable table = MakeTable();
  EXPECT_EQ(table.CellsOf(Binning::kAbsolute, 0).size(), 1u);
  EXPECT_EQ(table.CellsOf(Binning::kAbsolute, 1).size(), kCells.size());  // no such bin
  EXPECT_EQ(table.CellsOf(Binning::kAbsolute, 2).size(), kCells.size());  // too few
  EXPECT_TRUE(PlannerTable().CellsOf(Binning::kAll, 0).empty());
}

class PlannerFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = std::filesystem::temp_directory_path() /
            ("ponder-planner-" + std::to_string(getpid()) + ".db");
    TearDown();
  }
  void TearDown() override {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + end);
  }
  std::filesystem::path file_;
};

TEST_F(PlannerFileTest, FindsWhatWasKept) {
  KeepPlannerTable(MakeTable("judge"), file_);
  KeepPlannerTable(MakeTable(), file_);
  PlannerTable newer = MakeTable();
  newer.about = "newer";
  newer.cells.erase({Binning::kAbsolute, 2});
  KeepPlannerTable(newer, file_);
  EXPECT_EQ(ReadPlannerTables(file_).size(), 2u);
  const auto found = FindPlannerTable(newer.key, file_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, newer.key);
  EXPECT_EQ(found->model, newer.model);
  EXPECT_EQ(found->about, "newer");
  EXPECT_EQ(found->look, 4);
  EXPECT_TRUE(found->difficulty.scored);
  EXPECT_EQ(found->difficulty.weights, newer.difficulty.weights);
  EXPECT_EQ(found->cuts, newer.cuts);
  ASSERT_EQ(found->cells.size(), newer.cells.size());
  const auto& cells = found->cells.at({Binning::kAll, 0});
  ASSERT_EQ(cells.size(), kCells.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(cells[i].strategy, kCells[i].strategy);
    EXPECT_EQ(cells[i].questions, kCells[i].questions);
    EXPECT_EQ(cells[i].right, kCells[i].right);
    EXPECT_EQ(cells[i].tokens, kCells[i].tokens);
  }
  for (const PlannerKey& other : {PlannerKey{"beef", "arithmetic", "number", "cot"},
                                  PlannerKey{"f00d", "logprob", "number", "cot"},
                                  PlannerKey{"f00d", "arithmetic", "choice", "cot"},
                                  PlannerKey{"f00d", "arithmetic", "number", "plain"}}) {
    EXPECT_EQ(FindPlannerTable(other, file_), nullptr);
  }
}

TEST_F(PlannerFileTest, SqlSaysTheSame) {
  KeepPlannerTable(MakeTable(), file_);
  const std::string sql = PlannerSql(file_);
  EXPECT_THAT(sql, HasSubstr("INSERT INTO plan("));
  EXPECT_THAT(sql, HasSubstr("'a model''s \"name\"'"));
  EXPECT_THAT(sql, HasSubstr("0.8 0.6 0.4 1e-17"));
}

TEST_F(PlannerFileTest, DamagedTablesAreRefused) {
  std::ofstream(file_) << "no database at all, but long enough to be looked at as one";
  EXPECT_THROW(FindPlannerTable(MakeTable().key, file_), Error);
  EXPECT_THROW(FindPlannerTable(MakeTable().key, file_.string() + ".gone"), Error);
  std::filesystem::remove(file_);
  PlannerTable table = MakeTable();
  table.difficulty.weights.pop_back();
  KeepPlannerTable(table, file_);
  try {
    FindPlannerTable(table.key, file_);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("wrong number of weights"));
    EXPECT_THAT(error.what(), HasSubstr(file_.string()));
    EXPECT_THAT(error.what(), HasSubstr("scorer arithmetic, kind number"));
  }
  const auto complaint = [&](const PlannerTable& damaged) -> std::string {
    KeepPlannerTable(damaged, file_);
    try {
      FindPlannerTable(damaged.key, file_);
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  };
  table = MakeTable();
  EXPECT_EQ(complaint(table), "");
  table.cuts.push_back(1e-18);
  EXPECT_THAT(complaint(table), HasSubstr("5 cuts between fifths"));
  table.cuts = {0.8, 0.6, 0.7, 0.1};
  EXPECT_THAT(complaint(table), HasSubstr("its cuts do not fall"));
  table = MakeTable();
  table.cells[{Binning::kAll, 0}].front().right = 1.5;
  EXPECT_THAT(complaint(table), HasSubstr("share of right answers 1.5"));
  table = MakeTable();
  table.cells[{Binning::kAll, 0}].front().tokens = -1;
  EXPECT_THAT(complaint(table), HasSubstr("takes -1 tokens"));
  table = MakeTable();
  table.cells.clear();
  EXPECT_THAT(complaint(table), HasSubstr("no cells for all questions"));
}

// Those that come with the program can be read.
TEST(PlannerFile, ReadsItsOwnTables) {
  EXPECT_EQ(FindPlannerTable({"no such model", "arithmetic", "number", "cot"}), nullptr);
  const auto table = FindPlannerTable({"577b75e7860498ed", "arithmetic", "number", "cot"});
  ASSERT_TRUE(table);
  const PlanCell* easy = ChoosePlan(table->CellsOf(Binning::kAbsolute, 0), {.slack = 0.05});
  const PlanCell* medium = ChoosePlan(table->CellsOf(Binning::kAbsolute, 1), {.slack = 0.05});
  ASSERT_TRUE(easy != nullptr && medium != nullptr);
  EXPECT_LT(easy->tokens, medium->tokens);
}

}  // namespace
}  // namespace ponder
