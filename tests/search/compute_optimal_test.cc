// compute_optimal does what its table says, and counts what it costs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "engine/fake/toy.h"
#include "plan/planner_file.h"
#include "ponder/runner.h"

namespace ponder {
namespace {

using ::testing::HasSubstr;

// A table with one strategy for everything.
class ComputeOptimalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ = std::filesystem::temp_directory_path() /
            ("ponder-optimal-" + std::to_string(getpid()) + ".db");
    TearDown();
  }
  void TearDown() override {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + end);
  }

  PlannerTable Table(std::vector<PlanCell> cells, bool scored = false) const {
    PlannerTable table;
    table.key = {engine_->Info().fingerprint, "logprob", "number", "cot"};
    table.look = 3;
    table.difficulty = {scored, std::vector<double>(DifficultyModel::Size(scored), 0.1)};
    table.cells[{Binning::kAll, 0}] = std::move(cells);
    // Whatever the look shows is of medium difficulty; easy questions would be treated otherwise.
    table.difficulty.weights.assign(table.difficulty.weights.size(), 0);
    table.difficulty.weights.back() = -1;
    if (looks_) table.cells[{Binning::kAbsolute, 0}] = {{"self_consistency:n=6", 50, 1, 10}};
    return table;
  }
  void Keep(std::vector<PlanCell> cells) { KeepPlannerTable(Table(std::move(cells)), file_); }

  Request Ask(uint64_t seed) const {
    Request request;
    request.messages.emplace_back("user", "How many are 3 and 4?");
    request.kind = AnswerKind::kNumber;
    request.scorer = "logprob";
    request.seed = seed;
    request.max_tokens = 30;
    return request;
  }
  Request AskOptimal(uint64_t seed, OptionValues options = {}) const {
    Request request = Ask(seed);
    request.method = "compute_optimal";
    request.options = std::move(options);
    request.options["table"] = file_.string();
    return request;
  }
  RunResult Run(const Request& request, const EventSink& events = nullptr) const {
    return Runner(engine_).Run(request, events);
  }

  bool looks_ = true;  // bins differ
  std::shared_ptr<Engine> engine_ = MakeToyEngine(4);
  std::filesystem::path file_;
};

TEST_F(ComputeOptimalTest, GoesOnFromTheLookAsTheVoteItself) {
  for (const char* name : {"self_consistency", "best_of_n"}) {
    Keep({{std::string(name) + ":n=8", 50, 0.5, 100}});
    for (uint64_t seed = 0; seed < 20; ++seed) {
      Request own = Ask(seed);
      own.method = name;
      own.options = {{"n", "8"}};
      if (own.method == "self_consistency") own.scorer = "";
      const RunResult a = Run(AskOptimal(seed)), b = Run(own);
      EXPECT_EQ(a.answer.text, b.answer.text) << name << " " << seed;
      EXPECT_EQ(a.answer.chosen, b.answer.chosen);
      EXPECT_EQ(a.answer.candidates.size(), 8u);
      EXPECT_EQ(a.usage.completion_tokens, b.usage.completion_tokens);
      EXPECT_TRUE(a.answer.warnings.empty());
    }
  }
}

TEST_F(ComputeOptimalTest, AnotherMethodRunsBehindTheLook) {
  Keep({{"beam_search:n=4,width=2,step=line,step_tokens=8", 50, 0.5, 100}});
  for (uint64_t seed = 0; seed < 10; ++seed) {
    std::set<int> done;
    const RunResult result = Run(AskOptimal(seed), [&](const Event& event) {
      if (const auto* end = std::get_if<CandidateDone>(&event)) {
        EXPECT_TRUE(done.insert(end->candidate).second) << end->candidate << " ended twice";
      }
    });
    ASSERT_GT(result.answer.candidates.size(), 3u);
    EXPECT_GE(result.answer.chosen, 3);
    for (size_t i = 0; i < 3; ++i) EXPECT_FALSE(result.answer.candidates[i].score);
    EXPECT_TRUE(result.answer.candidates[static_cast<size_t>(result.answer.chosen)].score);
    Request own = Ask(seed);
    own.method = "beam_search";
    own.options = {{"n", "4"}, {"width", "2"}, {"step", "line"}, {"step_tokens", "8"}};
    const RunResult beam = Run(own);
    EXPECT_EQ(result.answer.text, beam.answer.text);
    EXPECT_EQ(result.answer.chosen, beam.answer.chosen + 3);
    int64_t look = 0;
    for (size_t i = 0; i < 3; ++i) look += result.answer.candidates[i].tokens;
    EXPECT_EQ(result.usage.completion_tokens, beam.usage.completion_tokens + look);
  }
}

TEST_F(ComputeOptimalTest, CandidatesOfAnotherMethodBringWhatRatersNeed) {
  Keep({{"beam_search:n=4,width=2,step=line,step_tokens=8", 50, 0.5, 100}});
  Request request = AskOptimal(1);
  request.raters = {{"self_certainty", {}}};  // needs more than the request's own scorer
  const RunResult result = Run(request);
  ASSERT_EQ(result.ratings.size(), 1u);
  ASSERT_GT(result.ratings[0].scores.size(), 3u);
  for (const Score& score : result.ratings[0].scores) EXPECT_FALSE(score.abstained);
}

TEST_F(ComputeOptimalTest, DoesNotLookWhereNothingDependsOnIt) {
  looks_ = false;
  Keep({{"beam_search:n=4,width=2,step=line,step_tokens=8", 50, 0.5, 100}});
  const RunResult direct = Run(AskOptimal(1));
  looks_ = true;
  Keep({{"beam_search:n=4,width=2,step=line,step_tokens=8", 50, 0.5, 100}});
  const RunResult looked = Run(AskOptimal(1));
  EXPECT_EQ(direct.answer.text, looked.answer.text);
  EXPECT_EQ(direct.answer.chosen + 3, looked.answer.chosen);
  EXPECT_LT(direct.usage.completion_tokens, looked.usage.completion_tokens);
}

TEST_F(ComputeOptimalTest, BinsMayBeFifthsOfTheQuestions) {
  PlannerTable table = Table({{"self_consistency:n=5", 50, 0.5, 100}});
  table.cuts = {0.8, 0.6, 0.4, 0.2};  // one answer is right with 1 / (1 + e): the fourth fifth
  table.cells[{Binning::kQuantile, 2}] = {{"self_consistency:n=6", 50, 0.5, 100}};
  table.cells[{Binning::kQuantile, 3}] = {{"self_consistency:n=7", 50, 0.5, 100}};
  KeepPlannerTable(table, file_);
  EXPECT_EQ(Run(AskOptimal(2, {{"bins", "quantile"}})).answer.candidates.size(), 7u);
  EXPECT_EQ(Run(AskOptimal(2, {{"bins", "all"}})).answer.candidates.size(), 5u);
}

TEST_F(ComputeOptimalTest, LeavesOutWhatItCannotPay) {
  Keep({{"self_consistency:n=3", 50, 0.2, 90}, {"self_consistency:n=16", 50, 0.9, 480}});
  EXPECT_EQ(Run(AskOptimal(1)).answer.candidates.size(), 16u);
  EXPECT_EQ(Run(AskOptimal(1, {{"tokens", "400"}})).answer.candidates.size(), 3u);
  EXPECT_EQ(Run(AskOptimal(1, {{"slack", "0.8"}})).answer.candidates.size(), 3u);
  Request poor = AskOptimal(1);
  poor.budget.tokens = 400;  // the budget of the run is a ceiling too
  const RunResult result = Run(poor);
  EXPECT_EQ(result.answer.candidates.size(), 3u);
  EXPECT_NE(result.answer.stop, StopReason::kBudget);
}

TEST_F(ComputeOptimalTest, LeavesOutWhatNobodyHereCanDo) {
  Keep({{"method_of_the_future:n=2", 50, 0.99, 10},
        {"beam_search:n=5,width=4", 50, 0.99, 10},
        {"self_consistency:n=5", 50, 0.5, 100}});
  EXPECT_EQ(Run(AskOptimal(2)).answer.candidates.size(), 5u);
  Keep({{"method_of_the_future:n=2", 50, 0.99, 10}});
  EXPECT_EQ(Run(AskOptimal(2)).answer.candidates.size(), 3u);  // the look
}

TEST_F(ComputeOptimalTest, WithoutATableItSaysThatItGuesses) {
  Keep({{"self_consistency:n=5", 50, 0.5, 100}});
  Request request = AskOptimal(3);
  request.scorer = "self_certainty";
  const RunResult result = Run(request);
  ASSERT_EQ(result.answer.warnings.size(), 1u);
  EXPECT_THAT(result.answer.warnings[0], HasSubstr("scorer self_certainty, kind number"));
  EXPECT_THAT(result.answer.warnings[0], HasSubstr("the budget is guessed"));
  const std::set<size_t> possible{4, 8, 16};
  EXPECT_TRUE(possible.contains(result.answer.candidates.size()));
}

TEST_F(ComputeOptimalTest, ATableIsOfOneScorerItsOptionsAndTheModelItAsks) {
  PlannerTable table = Table({{"self_consistency:n=5", 50, 0.5, 100}});
  table.key.scorer = "judge";
  KeepPlannerTable(table, file_);
  const auto guesses = [&](const OptionValues& options, std::shared_ptr<Engine> judge) {
    Request request = AskOptimal(3);
    request.scorer = "judge";
    request.scorer_options = options;
    std::map<Role, std::shared_ptr<Engine>> others;
    if (judge) others[Role::kJudge] = std::move(judge);
    const RunResult result = Runner(engine_, others).Run(request, nullptr);
    return std::ranges::any_of(result.answer.warnings, [](const std::string& warning) {
      return warning.find("the budget is guessed") != std::string::npos;
    });
  };
  EXPECT_FALSE(guesses({}, nullptr));
  EXPECT_FALSE(guesses({{"scale", "yes_no"}}, nullptr));
  EXPECT_TRUE(guesses({{"scale", "grade"}}, nullptr));
  const std::shared_ptr<Engine> another = MakeToyEngine(5);
  EXPECT_TRUE(guesses({}, another));
  table.key.scorer = PlannerScorerKey("judge", {}, &another->Info());
  KeepPlannerTable(table, file_);
  EXPECT_FALSE(guesses({}, another));
}

TEST_F(ComputeOptimalTest, ATableThatIsNoneIsAnErrorBeforeAnyToken) {
  EXPECT_THROW(Run(AskOptimal(1)), Error);  // no such file
  PlannerTable table = Table({});
  table.difficulty.weights.pop_back();
  KeepPlannerTable(table, file_);
  int events = 0;
  EXPECT_THROW(Run(AskOptimal(1), [&](const Event&) { ++events; }), Error);
  EXPECT_EQ(events, 0);
}

}  // namespace
}  // namespace ponder
