#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "eval/cost_compare.h"
#include "eval/cost_draws.h"
#include "eval/cost_study.h"
#include "eval/made_up_study.h"
#include "eval/model_runs.h"
#include "eval/prices.h"
#include "ponder/error.h"

namespace ponder {
namespace {

// Percentiles of 4,000 draws are not exact.
void ExpectNear(Interval interval, double low, double high, double tolerance) {
  EXPECT_NEAR(interval.low, low, tolerance);
  EXPECT_NEAR(interval.high, high, tolerance);
}

AssumedSide Assume(int64_t right, int64_t total, double parameters, double tokens) {
  return {right, total, {tokens, 2 * parameters * tokens, NAN, NAN, NAN}};
}

// One answer a question: right, FLOPs, one forward token.
CostRow RowOf(int questions, bool (*right)(int), double (*flops)(int)) {
  CostRow row;
  for (int i = 0; i < questions; ++i) {
    row.questions["q" + std::to_string(1000 + i)] = {{right(i), 1}, {1, flops(i), NAN, NAN, NAN}};
  }
  return row;
}

// The study whose numbers were tabulated with another program and generator, 100,000 draws.
CostDraws Tabulated(int questions = 40) {
  const CostRow small = RowOf(
      questions, [](int i) { return i % 4 != 0; }, [](int i) { return 4.0 + i % 5; });
  const CostRow large = RowOf(
      questions, [](int i) { return i % 2 != 0; }, [](int i) { return 2.0 + i % 3; });
  const CostRow cheap = RowOf(
      questions, [](int i) { return i % 8 == 1; }, [](int) { return 1.0; });
  return DrawQuestions({&small, &cheap}, large);
}

TEST(CostCompare, CarriesAccuraciesOfAStudyThrough) {
  ExchangeTerms terms;
  terms.small_parameters = 1;
  terms.large_parameters = 2;
  const CostComparison all = CompareCosts(Tabulated(), terms, std::nullopt);
  EXPECT_EQ(all.questions, 40);
  ExpectNear(all.small_accuracy.interval, 0.59806, 0.85813, 1e-5);  // Wilson of 30/40
  EXPECT_DOUBLE_EQ(all.difference.value, 0.25);
  ExpectNear(all.difference.interval, 0.125, 0.4, 0.026);  // steps of one question
  EXPECT_EQ(all.finding, Finding::kBetter);
  EXPECT_NEAR(all.flops_ratio.value, 2.0168, 1e-4);
  ExpectNear(all.flops_ratio.interval, 1.8016, 2.2617, 0.02);
  EXPECT_NEAR(all.right_flops_ratio.value, 1.3445, 1e-4);
  ExpectNear(all.right_flops_ratio.interval, 0.9688, 1.7387, 0.04);
  // 39 % of the questions by the small model's named way, the others by its cheapest.
  EXPECT_EQ(all.equal_flops.how, EqualCost::How::kMixed);
  EXPECT_NEAR(all.equal_flops.mix.share, 1.975 / 5, 1e-9);
  EXPECT_NEAR(all.equal_flops.difference.value, -0.128125, 1e-9);
  ExpectNear(all.equal_flops.difference.interval, -0.2591, 0.0026, 0.02);
  EXPECT_EQ(all.equal_flops.finding, Finding::kNoDifference);
  // 6 x (2 - 1) FLOPs of training a token over 3.025 more FLOPs an answer, a token each.
  EXPECT_NEAR(all.break_even_use->value, 6 / 3.025, 1e-9);
  ExpectNear(all.break_even_use->interval, 1.6901, 2.3762, 0.03);
  // With a right answer of the small one at 2/3 of its FLOPs: 6 over 6 x 2/3 - 2.975.
  EXPECT_NEAR(all.break_even_use_right->value, 6 / (6 * 2.0 / 3 - 2.975), 1e-9);
  EXPECT_NEAR(all.break_even_use_right->interval.low, 2.8235, 0.12);
  EXPECT_TRUE(std::isinf(all.break_even_use_right->interval.high));
  EXPECT_FALSE(all.break_even_answers);
  EXPECT_FALSE(all.money);
}

TEST(CostCompare, TheExchangeIsThatOfThePaper) {
  // The larger model 3 times the size; the small one spends 12 times the tokens.
  const CostDraws draws = DrawAssumed(Assume(60, 100, 5, 1200), Assume(50, 100, 15, 100));
  ExchangeTerms terms;
  terms.small_parameters = 5;
  terms.large_parameters = 15;
  terms.small_training_tokens = terms.large_training_tokens = 1e6;
  terms.items_a_day = 10;
  terms.days = 500;
  const CostComparison all = CompareCosts(draws, terms, std::nullopt);
  EXPECT_DOUBLE_EQ(*all.size, 3);
  EXPECT_DOUBLE_EQ(all.multiple.value, 12);
  EXPECT_NEAR(all.break_even_use->value, 2.0 / 3, 1e-12);  // 3 (M - 1) / (12 - M)
  EXPECT_NEAR(all.break_even_answers->value, 2e6 / 3 / 100, 1e-6);
  EXPECT_DOUBLE_EQ(*all.use, 0.5);  // 10 x 500 x 100 / 1e6
  ASSERT_EQ(all.exchange.size(), 4u);
  for (const ExchangeAt& at : all.exchange) {
    // FLOPs allowed, in the small model's tokens, over the large one's.
    EXPECT_NEAR(at.equal.cost / (2 * 5) / 100, at.multiple, 1e-9) << at.use;
    EXPECT_NEAR(at.multiple, 3 + 6 / at.use, 1e-9);
    const bool affordable = at.use < 2.0 / 3;
    EXPECT_EQ(at.equal.how, affordable ? EqualCost::How::kAsIs : EqualCost::How::kTooDear);
  }
}

TEST(CostCompare, TrainingTokensOfEitherCount) {
  const CostDraws draws = DrawAssumed(Assume(60, 100, 5, 1200), Assume(50, 100, 15, 100));
  ExchangeTerms terms;
  terms.small_parameters = 5;
  terms.large_parameters = 15;
  terms.small_training_tokens = 2e6;
  terms.large_training_tokens = 1e6;
  // 6 x (15 x 1e6 - 5 x 2e6) FLOPs over 12,000 - 3,000 an answer.
  const CostComparison all = CompareCosts(draws, terms, std::nullopt);
  EXPECT_NEAR(all.break_even_answers->value, 3e7 / 9000, 1e-6);
  terms.small_training_tokens = 3e6;  // as dear to train: nothing to exchange
  EXPECT_FALSE(CompareCosts(draws, terms, std::nullopt).break_even_use);
}

// Newcombe 1998, method 10: 56/70 against 48/80 is [0.0524, 0.3339].
TEST(CostDraws, AssumedAccuraciesAgreeWithPublishedIntervals) {
  const CostDraws draws = DrawAssumed(Assume(56, 70, 1, 1), Assume(48, 80, 1, 1));
  const CostComparison all = CompareCosts(draws, {}, std::nullopt);
  EXPECT_NEAR(all.difference.value, 0.2, 1e-12);
  ExpectNear(all.difference.interval, 0.0524, 0.3339, 0.008);
  ExpectNear(all.small_accuracy.interval, 0.69183, 0.87695, 1e-5);  // Wilson, by hand
  EXPECT_EQ(all.finding, Finding::kBetter);
  EXPECT_FALSE(all.size);
}

TEST(CostDraws, AssumedCertaintyKeepsAnInterval) {
  const CostDraws draws = DrawAssumed(Assume(10, 10, 1, 1), Assume(8, 10, 1, 1));
  const CostComparison all = CompareCosts(draws, {}, std::nullopt);
  EXPECT_EQ(all.small_accuracy.value, 1);
  EXPECT_LT(all.small_accuracy.interval.low, 0.8);
  EXPECT_EQ(all.finding, Finding::kNoDifference);
}

// Four of four is not enough, whatever the bootstrap says.
TEST(CostCompare, FewQuestionsClaimNothing) {
  const CostRow small = RowOf(
      4, [](int) { return true; }, [](int) { return 1.0; });
  const CostRow large = RowOf(
      4, [](int) { return false; }, [](int) { return 2.0; });
  const CostComparison all = CompareCosts(DrawQuestions({&small}, large), {}, std::nullopt);
  EXPECT_DOUBLE_EQ(all.difference.interval.low, 1);
  EXPECT_EQ(all.finding, Finding::kNoDifference);
  EXPECT_EQ(all.equal_flops.how, EqualCost::How::kAsIs);
  EXPECT_EQ(all.equal_flops.finding, Finding::kNoDifference);
}

TEST(CostDraws, TakesOnlyQuestionsThatAllAnswered) {
  const CostRow small = RowOf(
      10, [](int) { return true; }, [](int) { return 1.0; });
  const CostRow large = RowOf(
      7, [](int) { return true; }, [](int) { return 1.0; });
  EXPECT_EQ(DrawQuestions({&small}, large).questions, 7);
  EXPECT_EQ(DrawQuestions({&small}, CostRow{}).questions, 0);
}

TEST(CostCompare, MoneyCountsWrongAnswersAndDays) {
  AssumedSide small = Assume(50, 100, 1, 1);
  AssumedSide large = Assume(80, 100, 1, 1);
  small.cost.money = 0.02;
  large.cost.money = 0.01;
  const CostDraws draws = DrawAssumed(small, large);
  const auto money = [&](const MoneyTerms& terms) { return *CompareCosts(draws, {}, terms).money; };
  const auto plain = money({0, 1, 3});  // 0.01 dearer an answer, 2 cheaper a day
  EXPECT_TRUE(plain.low_is_small);
  EXPECT_NEAR(plain.cheaper_up_to.value, 200, 1e-9);
  const auto wrong = money({0.1, 1, 3});  // 0.02 + 0.5 x 0.1 against 0.01 + 0.2 x 0.1
  EXPECT_NEAR(wrong.small.value, 0.07, 1e-12);
  EXPECT_NEAR(wrong.large.value, 0.03, 1e-12);
  EXPECT_NEAR(wrong.cheaper_up_to.value, 50, 1e-9);
  // Accuracies move it: [40.4, 59.6] and [71.1, 86.7] % are their Wilson intervals.
  EXPECT_LT(wrong.cheaper_up_to.interval.low, 46);
  EXPECT_GT(wrong.cheaper_up_to.interval.high, 55);
  EXPECT_FALSE(money({0, 3, 1}).low_is_small);
  EXPECT_TRUE(std::isinf(money({0, 3, 1}).cheaper_up_to.value));  // large is cheaper in both
}

std::string ErrorOfPrices(const std::string& text) {
  try {
    ParsePrices(text, "p.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
    return error.what();
  }
  return "";
}

TEST(Prices, SayWhatIsWrongAndWhere) {
  EXPECT_EQ(ErrorOfPrices("currency: USD\nwrong_anser: 1\n"),
            "p.yaml:2: a price table has no \"wrong_anser\"; did you mean wrong_answer?");
  EXPECT_EQ(ErrorOfPrices("machine:\n  per_hour: -1\n"),
            "p.yaml:2: per_hour must be a number of 0 or more");
  EXPECT_EQ(ErrorOfPrices("models:\n  a: {input: much}\n"),
            "p.yaml:2: input must be a number of 0 or more");
  EXPECT_NE(ErrorOfPrices("models: [1]"), "");
  EXPECT_NE(ErrorOfPrices("{"), "");
  EXPECT_NE(ErrorOfPrices("7"), "");
  EXPECT_NE(ErrorOfPrices(""), "");
  EXPECT_THROW(ReadPrices("/no/such/prices.yaml"), Error);
  EXPECT_THROW(ReadPrices("/"), Error);
}

TEST(Prices, TheExampleReadsBackFromBothForms) {
  const PriceTable prices = ParsePrices(ExamplePrices(), "example");
  EXPECT_EQ(prices.currency, "USD");
  EXPECT_DOUBLE_EQ(prices.models.at("example-large").output, 4);
  EXPECT_EQ(PricesJson(ParsePrices(PricesJson(prices), "json")), PricesJson(prices));
}

TEST(Prices, PayTokensOrTheMachine) {
  PriceTable prices;
  prices.models["served"] = {.input = 2, .cached_input = 0.5, .output = 10, .per_day = 7};
  prices.machine = {.per_hour = 3.6, .per_kwh = 0.36, .per_day = 1};
  Costs costs;
  costs.prompt = 1000;
  costs.cached = 400;
  costs.generated = 300;
  costs.scorer = 50;
  costs.scorer_prompt = 100;
  // (700 x 2 + 400 x 0.5 + 350 x 10) / 1e6
  EXPECT_NEAR(prices.OfAnswer("served", costs, 5, 100), 0.0051, 1e-12);
  // 5 s at 0.001 a second, 100 J at 1e-7 each
  EXPECT_NEAR(prices.OfAnswer("own", costs, 5, 100), 0.005 + 1e-5, 1e-12);
  EXPECT_NEAR(prices.OfAnswer("own", costs, 5, -1), 0.005, 1e-12);
  EXPECT_TRUE(std::isnan(prices.OfAnswer("own", costs, -1, -1)));
  EXPECT_EQ(prices.PerDay("served"), 7);
  EXPECT_EQ(prices.PerDay("own"), 1);
}

class Runs : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "ponder_runs_test";
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::map<std::string, ModelRuns> Read(const std::string& text) {
    std::ofstream(folder_ / "runs.jsonl") << text;
    return ReadModelRuns(folder_);
  }
  std::filesystem::path folder_;
};

TEST_F(Runs, AddUpByModel) {
  const std::string line =
      R"({"model":"a","file_type":"Q8_0","parameters":100,"active_parameters":80,"decode_tokens":10,)"
      R"("decode_seconds":2,"prefill_tokens":40,"prefill_seconds":1,"busy_seconds":4,)"
      R"("energy_joules":20})";
  const std::string older =
      R"({"model":"a","parameters":100,"decode_tokens":30,"decode_seconds":4,"prefill_tokens":0,)"
      R"("prefill_seconds":0,"busy_seconds":9})";
  const auto runs = Read(line + "\n" + older + "\n" + line.substr(0, 50));
  ASSERT_EQ(runs.size(), 1u);
  const ModelRuns& a = runs.at("a");
  EXPECT_EQ(a.active_parameters, 100);                 // of the last line, which does not say
  EXPECT_DOUBLE_EQ(*a.MachineSeconds(40, 20), 1 + 3);  // 6 s for 40 decoded tokens
  EXPECT_DOUBLE_EQ(*a.Watts(), 5);                     // of the run that told
  EXPECT_FALSE(ModelRuns().MachineSeconds(1, 1));
  EXPECT_FALSE(ModelRuns().Watts());
  EXPECT_THROW(Read("{}\n" + line + "\n"), Error);
  EXPECT_TRUE(ReadModelRuns(folder_ / "nowhere").empty());
}

TEST(CostStudy, PricesWhatWasAnswered) {
  const std::vector<EvalRecord> records = MadeUpStudy(20);
  std::map<std::string, ModelRuns> runs;
  runs["small-0.5b"].decode_tokens = 1000;
  runs["small-0.5b"].decode_seconds = 10;
  runs["small-0.5b"].prefill_tokens = 1000;
  runs["small-0.5b"].prefill_seconds = 1;
  CostOptions options;
  options.watts = 50;
  options.prices = PriceTable{};
  options.prices->machine.per_hour = 36;
  const CostStudy study = MakeCostStudy(records, runs, options);
  ASSERT_EQ(study.rows.size(), study.summary.groups.size());
  for (size_t g = 0; g < study.rows.size(); ++g) {
    const auto& rows = study.summary.groups[g].rows;
    ASSERT_EQ(study.rows[g].size(), rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      const AnswerCost& mean = study.rows[g][i].mean;
      const Costs& costs = rows[i].figures.mean;
      EXPECT_EQ(study.rows[g][i].questions.size(), rows[i].questions.size());
      EXPECT_NEAR(mean.forward_tokens, costs.logical_forward, 1e-9 * costs.logical_forward);
      EXPECT_NEAR(mean.flops, costs.flops, 1e-9 * costs.flops);  // nothing was cached
      if (rows[i].setting.model == "small-0.5b") {
        const double seconds = costs.prefill * 0.001 + (costs.forward - costs.prefill) * 0.01;
        EXPECT_NEAR(mean.machine_seconds, seconds, 1e-9);
        EXPECT_NEAR(mean.joules, 50 * seconds, 1e-7);
        EXPECT_NEAR(mean.money, 0.01 * seconds, 1e-9);
      } else {
        EXPECT_TRUE(std::isnan(mean.machine_seconds));
        EXPECT_TRUE(std::isnan(mean.money));
      }
    }
  }
}

// What a cache saved is put back: FLOPs a token as measured, times logical tokens.
TEST(CostStudy, CountsAsIfNothingWereCached) {
  EvalRecord record = MadeUpStudy(1).front();
  record.usage.forward_tokens = 50;
  record.usage.logical_forward_tokens = 200;
  record.usage.flops = 5000;
  const CostStudy study = MakeCostStudy({record}, {}, {});
  EXPECT_DOUBLE_EQ(study.rows[0][0].mean.flops, 20000);
  record.usage.forward_tokens = 0;
  EXPECT_TRUE(std::isnan(MakeCostStudy({record}, {}, {}).rows[0][0].mean.flops));
}

}  // namespace
}  // namespace ponder
