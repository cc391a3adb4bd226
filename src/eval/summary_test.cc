#include "eval/summary.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "eval/made_up_study.h"
#include "eval/scaling_study.h"
#include "eval/verdict.h"

namespace ponder {
namespace {

using ::testing::HasSubstr;

EvalRecord Record(const std::string& method, const std::string& item, bool right,
                  int64_t tokens = 10) {
  EvalRecord record;
  record.key = method + item;
  record.model = "m";
  record.task = "t";
  record.method = method;
  record.item = item;
  record.right = right;
  record.extracted = true;
  record.vote_key = right ? "yes" : "no";
  record.usage.completion_tokens = tokens;
  record.seconds.total = 1;
  return record;
}

// `right` of `count` questions, the first ones.
void Add(std::vector<EvalRecord>& records, const std::string& method, int right, int count,
         int64_t tokens) {
  for (int i = 0; i < count; ++i) {
    records.push_back(Record(method, "q" + std::to_string(100 + i), i < right, tokens));
  }
}

TEST(Figures, FlopsAreTheSameWhateverACacheHeld) {
  EvalRecord cold = Record("a", "1", true);
  cold.usage.logical_forward_tokens = 200;
  cold.usage.forward_tokens = 200;
  cold.usage.flops = 2e9;
  EvalRecord warm = cold;
  warm.usage.forward_tokens = 50;
  warm.usage.flops = 5e8;
  EXPECT_DOUBLE_EQ(CostsOf(cold).flops, 2e9);
  EXPECT_DOUBLE_EQ(CostsOf(warm).flops, 2e9);
}

TEST(Figures, EverySampleIsOfOneClass) {
  std::vector<EvalRecord> records(6, Record("a", "1", false));
  for (size_t i = 0; i < records.size(); ++i) records[i].item = std::to_string(i);
  records[0].right = true;
  records[0].stop = StopReason::kLength;  // right all the same
  records[1].stop = StopReason::kBudget;
  records[1].extracted = false;
  records[2].extracted = false;
  records[3].stop = StopReason::kContextFull;
  records[4].stop = StopReason::kError;
  records[5].scores = {{"f1", 0.5}};
  std::vector<const EvalRecord*> pointers;
  for (const EvalRecord& record : records) pointers.push_back(&record);
  const Figures figures = Measure(pointers);
  EXPECT_EQ(figures.samples, 5);
  EXPECT_EQ(figures.right, 1);
  EXPECT_EQ(figures.cut, 2);
  EXPECT_EQ(figures.no_answer, 1);
  EXPECT_EQ(figures.wrong, 1);
  EXPECT_EQ(figures.hit_limit, 3);
  EXPECT_EQ(figures.errors, 1);
  EXPECT_EQ(figures.scores.front().second, 0.5);
  EXPECT_EQ(figures.mean.Tokens(), 10);
}

TEST(Setting, SortsNumbersAsNumbers) {
  EXPECT_TRUE(NaturalLess("n=5", "n=16"));
  EXPECT_FALSE(NaturalLess("n=16", "n=5"));
  EXPECT_FALSE(NaturalLess("a", "a"));
  EXPECT_TRUE(NaturalLess("a", "a:n=1"));
  EXPECT_EQ(MethodFamily("sc:n=5,prompt=draft,threshold=0.9"), "sc:prompt=draft");
  EXPECT_EQ(MethodFamily("direct"), "direct");
  EXPECT_EQ(MethodFamily("best_of_n:n=8@judge:scale=grade"), "best_of_n@judge:scale=grade");
  EXPECT_EQ(MethodOption("best_of_n:n=8@judge:scale=grade", "n"), 8);
  EXPECT_EQ(MethodOption("bf:min_n=3,n=5", "n"), 5);
  EXPECT_EQ(MethodOption("bf:word=Wait", "word"), std::nullopt);
}

TEST(Summary, OrderOfRecordsDoesNotMatter) {
  std::vector<EvalRecord> records = MadeUpStudy(12);
  const Summary one = Summarize(records);
  std::reverse(records.begin(), records.end());
  const Summary other = Summarize(records);
  ASSERT_EQ(one.groups.size(), 3u);
  EXPECT_EQ(one.groups.back().task, "");
  for (size_t g = 0; g < one.groups.size(); ++g) {
    ASSERT_EQ(one.groups[g].rows.size(), other.groups[g].rows.size());
    for (size_t r = 0; r < one.groups[g].rows.size(); ++r) {
      const SummaryRow& a = one.groups[g].rows[r];
      const SummaryRow& b = other.groups[g].rows[r];
      EXPECT_EQ(a.setting, b.setting);
      EXPECT_EQ(a.figures.right, b.figures.right);
      EXPECT_EQ(a.figures.mean.seconds, b.figures.mean.seconds);
    }
    EXPECT_EQ(Verdicts(one.groups[g], one.options), Verdicts(other.groups[g], other.options));
  }
}

TEST(Summary, BaselineIsDirectAndFirst) {
  const Summary summary = Summarize(MadeUpStudy(12));
  EXPECT_EQ(summary.options.baseline, "direct");
  EXPECT_EQ(summary.errors, 1);
  const SummaryRow& first = summary.groups.front().rows.front();
  EXPECT_TRUE(first.is_baseline);
  EXPECT_FALSE(first.against_baseline);
  EXPECT_TRUE(summary.groups.front().rows[1].against_baseline);
}

TEST(Summary, LevelsOnlyWhereThereAreSeveral) {
  const Summary summary = Summarize(MadeUpStudy(12));
  EXPECT_EQ(summary.groups[0].task, "game24");
  EXPECT_TRUE(summary.groups[0].rows.front().levels.empty());
  EXPECT_EQ(summary.groups[1].rows.front().levels.size(), 3u);
  EXPECT_EQ(summary.groups[1].rows.front().levels[1].name, "four steps");
}

TEST(Summary, PassAndMajorityFromCandidatesOrSamples) {
  const Summary summary = Summarize(MadeUpStudy(12));
  const auto& rows = summary.groups[0].rows;
  const auto voted = std::find_if(rows.begin(), rows.end(), [](const SummaryRow& row) {
    return row.setting.method == "self_consistency:n=16";
  });
  ASSERT_EQ(voted->at_k.size(), 5u);  // 1, 2, 4, 8, 16
  EXPECT_LE(voted->at_k[0].pass, voted->at_k[4].pass);
  EXPECT_NEAR(voted->at_k[0].pass, voted->at_k[0].majority, 1e-9);

  std::vector<EvalRecord> records;
  for (int sample = 0; sample < 3; ++sample) {
    records.push_back(Record("direct", "q", sample == 0));
    records.back().sample = sample;
    records.back().key += std::to_string(sample);
  }
  const SummaryRow row = Summarize(records).groups[0].rows[0];
  EXPECT_EQ(row.figures.questions, 1);
  EXPECT_EQ(row.figures.samples, 3);
  ASSERT_EQ(row.at_k.size(), 3u);
  EXPECT_NEAR(row.at_k[0].pass, 1.0 / 3, 1e-12);
  EXPECT_EQ(row.at_k[2].pass, 1);
  EXPECT_EQ(row.at_k[2].majority, 0);
}

// A run with the candidates "1", "2", "2", the first of them right, and what two raters say.
EvalRecord Rated(const std::string& item, const std::vector<double>& logprobs) {
  EvalRecord record = Record("best_of_n", item, false);
  for (size_t i = 0; i < 3; ++i) {
    EvalCandidate& candidate = record.candidates.emplace_back();
    candidate.vote_key = i == 0 ? "1" : "2";
    candidate.right = i == 0;
    candidate.ratings = {{"logprob", logprobs[i]}};
  }
  record.raters["logprob"].scale = ScoreScale::kLog;
  record.raters["judge"].usage.scorer_prompt_tokens = 90;  // and it could never tell
  return record;
}

TEST(Summary, RatersAreMeasuredOnTheSameCandidates) {
  std::vector<EvalRecord> records{Rated("a", {0, -9, -9}), Rated("b", {0, -9, -9})};
  // What was not rated (one candidate alone, say) is passed over.
  records.push_back(Record("best_of_n", "c", true));
  const auto raters = Summarize(records).groups.front().rows.front().raters;
  ASSERT_TRUE(raters);
  EXPECT_EQ(raters->runs, 2);
  const VerifierReport& report = raters->verifiers;
  EXPECT_EQ(report.questions, 2);
  EXPECT_EQ(report.majority.value, 0);
  ASSERT_EQ(report.scorers.size(), 2u);
  EXPECT_EQ(report.scorers[0].name, "judge");
  EXPECT_EQ(report.scorers[0].weighted.value, 0);  // whoever abstains leaves the vote as it was
  EXPECT_EQ(raters->costs[0].rated, 0);
  EXPECT_EQ(raters->costs[0].usage.scorer_prompt_tokens, 180);
  EXPECT_EQ(report.scorers[1].name, "logprob");
  EXPECT_EQ(report.scorers[1].weighted.value, 1);
  EXPECT_EQ(report.scorers[1].auc_within.value, 1);
  EXPECT_EQ(raters->costs[1].rated, 1);
}

TEST(Summary, RatersOfOneRecordAloneAreRatersToo) {
  std::vector<EvalRecord> records{Rated("a", {0, -9, -9}), Rated("b", {0, -9, -9})};
  records[0].raters.erase("judge");
  const auto raters = Summarize(records).groups.front().rows.front().raters;
  ASSERT_TRUE(raters);
  EXPECT_EQ(raters->verifiers.scorers.size(), 2u);
  EXPECT_EQ(raters->costs[0].usage.scorer_prompt_tokens, 90);
}

TEST(Summary, ScalingOverBudgets) {
  std::vector<EvalRecord> records;
  Add(records, "direct", 10, 60, 50);
  for (int64_t budget : {100, 200, 400}) {
    const int right = budget == 100 ? 20 : budget == 200 ? 30 : 40;
    const size_t begin = records.size();
    Add(records, "chain_of_thought", right, 60, budget - 5);
    for (size_t i = begin; i < records.size(); ++i) records[i].budget_tokens = budget;
  }
  const SummaryGroup group = Summarize(records).groups.front();
  ASSERT_EQ(group.scaling.size(), 1u);
  const ScalingStudy& study = group.scaling.front();
  EXPECT_EQ(study.method, "chain_of_thought");
  EXPECT_EQ(study.figures.control, 1);
  EXPECT_NEAR(*study.figures.per_doubling, 100.0 / 6, 1);
  EXPECT_GT(study.per_doubling.low, 0);
  EXPECT_TRUE(study.per_doubling.Contains(*study.figures.per_doubling));
}

TEST(Verdicts, NoDifferenceSeenWhereNoneWas) {
  std::vector<EvalRecord> records;
  Add(records, "direct", 30, 60, 10);
  Add(records, "chain_of_thought", 33, 60, 100);
  Add(records, "self_consistency:n=5", 50, 60, 500);
  const Summary summary = Summarize(records, {.baseline = "", .target = 0.7, .seed = 0});
  const std::vector<std::string> verdicts = Verdicts(summary.groups[0], summary.options);
  ASSERT_EQ(verdicts.size(), 3u);
  EXPECT_THAT(verdicts[0], HasSubstr("better: self_consistency:n=5 (+33.3 ["));
  EXPECT_THAT(verdicts[0], HasSubstr("no difference seen: chain_of_thought (+5.0 ["));
  EXPECT_THAT(verdicts[1], HasSubstr("Best: self_consistency:n=5"));
  EXPECT_THAT(verdicts[2], HasSubstr("Cheapest that surely reaches 70.0 %: self_consistency"));
  EXPECT_THAT(ComparisonNote(summary), HasSubstr("2 comparisons with direct"));
}

TEST(Verdicts, CheapestThatIsNotClearlyWorse) {
  std::vector<EvalRecord> records;
  Add(records, "direct", 10, 60, 10);
  Add(records, "chain_of_thought", 48, 60, 100);
  Add(records, "self_consistency:n=5", 50, 60, 500);
  const Summary summary = Summarize(records);
  EXPECT_THAT(Verdicts(summary.groups[0], summary.options)[1],
              HasSubstr("the best, self_consistency:n=5: chain_of_thought, at 100 tokens"));
}

TEST(Summary, OfNothingIsEmpty) {
  EXPECT_TRUE(Summarize({}).groups.empty());
  EXPECT_EQ(ComparisonNote(Summarize({})), "");
}

TEST(Summary, AllRunsFailed) {
  EvalRecord record = Record("direct", "q", false);
  record.stop = StopReason::kError;
  const Summary summary = Summarize({record});
  EXPECT_EQ(summary.groups[0].rows[0].figures.samples, 0);
  EXPECT_THAT(Verdicts(summary.groups[0], summary.options).back(), HasSubstr("1 run failed"));
}

}  // namespace
}  // namespace ponder
