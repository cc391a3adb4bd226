#include "eval/verifier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ponder {
namespace {

VerifierScores Scored(const std::vector<std::vector<double>>& totals,
                      ScoreScale scale = ScoreScale::kProbability) {
  VerifierScores scored{"s", scale, {}};
  for (const auto& question : totals) {
    std::vector<Score>& scores = scored.scores.emplace_back();
    for (const double total : question) {
      Score score;
      score.total = total;
      scores.push_back(score);
    }
  }
  return scored;
}

const std::vector<JudgedQuestion> kQuestions{
    {{"5", true}, {"7", false}, {"7", false}},  // the majority is wrong
    {{"1", false}, {"2", true}, {"2", true}},
    {{"", false}, {"9", false}, {"8", false}}};

TEST(Verifier, CountsAndVotes) {
  const VerifierReport report = CompareVerifiers(kQuestions, {});
  EXPECT_EQ(report.questions, 3);
  EXPECT_EQ(report.mixed, 2);
  EXPECT_EQ(report.answers, 9);
  EXPECT_EQ(report.right, 3);
  EXPECT_EQ(report.pairs, 4);
  EXPECT_NEAR(report.one.value, (1.0 / 3 + 2.0 / 3 + 0) / 3, 1e-12);
  EXPECT_NEAR(report.majority.value, 1.0 / 3, 1e-12);
  EXPECT_NEAR(report.any.value, 2.0 / 3, 1e-12);
}

TEST(Verifier, APerfectScorerWinsEverything) {
  const VerifierReport report =
      CompareVerifiers(kQuestions, {Scored({{0.9, 0.1, 0.1}, {0.1, 0.9, 0.9}, {0.1, 0.1, 0.1}})});
  const VerifierFigures& figures = report.scorers.front();
  EXPECT_EQ(figures.auc_all.value, 1);
  EXPECT_EQ(figures.auc_within.value, 1);
  EXPECT_NEAR(figures.best.value, 2.0 / 3, 1e-12);
  EXPECT_NEAR(figures.weighted.value, 2.0 / 3, 1e-12);
  EXPECT_NEAR(figures.gain.value, 1.0 / 3, 1e-12);
  EXPECT_LE(figures.gain.interval.low, figures.gain.value);
  EXPECT_GE(figures.gain.interval.high, figures.gain.value);
}

TEST(Verifier, FewerAnswersAreWeighedAmongThemselves) {
  // Ranks of two answers are 1 and 2 whoever else is there: in the first pair the better one wins.
  const std::vector<JudgedQuestion> questions{
      {{"5", true}, {"7", false}, {"8", false}, {"9", false}}};
  VerifierScores ranks = Scored({{0.2, 0.1, 0.9, 0.8}}, ScoreScale::kRank);
  VerifierScores comparing = ranks;
  comparing.name = "comparing";
  comparing.alone = false;
  const VerifierReport report = CompareVerifiers(questions, {ranks, comparing});
  const auto row = [&](int n, const std::string& name) {
    return std::ranges::find_if(
        report.rows, [&](const VerifierRow& each) { return each.n == n && each.name == name; });
  };
  ASSERT_NE(row(2, "s"), report.rows.end());
  EXPECT_NEAR(row(2, "s")->weighted.value, 0.5, 1e-12);
  EXPECT_NEAR(row(4, "s")->weighted.value, 0, 1e-12);
  // What depends on the others would have said something else of two.
  EXPECT_EQ(row(2, "comparing"), report.rows.end());
  EXPECT_EQ(report.scorers.size(), 2u);
}

TEST(Verifier, LeadsAndFewerAnswers) {
  VerifierScores equal = Scored({{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}});
  equal.name = "equal";
  const VerifierReport report = CompareVerifiers(
      kQuestions, {Scored({{0.9, 0.1, 0.1}, {0.1, 0.9, 0.9}, {0.1, 0.1, 0.1}}), equal});
  ASSERT_EQ(report.leads.size(), 1u);
  const VerifierLead& lead = report.leads.front();
  EXPECT_EQ(lead.over, "equal");
  EXPECT_EQ(lead.auc_within.value, 0.5);
  EXPECT_NEAR(lead.best.value, 1.0 / 3, 1e-12);  // of equal scores the first: 1 of 3 right
  EXPECT_NEAR(lead.weighted.value, 1.0 / 3, 1e-12);
  // n = 1 and 2, each with the majority and both scorers. Of two answers there is one run.
  ASSERT_EQ(report.rows.size(), 6u);
  EXPECT_EQ(report.rows[0].name, "majority");
  EXPECT_NEAR(report.rows[0].weighted.value, 1.0 / 3, 1e-12);
  EXPECT_EQ(report.rows[4].n, 2);
  EXPECT_NEAR(report.rows[4].weighted.value, 2.0 / 3, 1e-12);
  EXPECT_NEAR(report.rows[3].weighted.value, 1.0 / 3, 1e-12);  // a tie goes to the first
}

TEST(Verifier, KnowingTheQuestionIsNotKnowingTheAnswer) {
  // Every answer of a question has the same score: nothing within, something among all.
  const VerifierReport report =
      CompareVerifiers(kQuestions, {Scored({{0.5, 0.5, 0.5}, {0.9, 0.9, 0.9}, {0.1, 0.1, 0.1}})});
  const VerifierFigures& figures = report.scorers.front();
  EXPECT_EQ(figures.auc_within.value, 0.5);
  // 3 right x 6 wrong answers: of the two at 0.9 each beats 5 and ties with 1, that at 0.5 beats 3
  // and ties with 2.
  EXPECT_NEAR(figures.auc_all.value, (2 * 5.5 + 4) / 18, 1e-12);
  EXPECT_EQ(figures.gain.value, 0);
}

TEST(Verifier, LogarithmsWeighAsTheirExponentials) {
  // log 3 for the right one against twice log 1: 3 > 2.
  const VerifierReport report =
      CompareVerifiers({kQuestions[0]}, {Scored({{std::log(3.0), 0, 0}}, ScoreScale::kLog)});
  EXPECT_EQ(report.scorers.front().weighted.value, 1);
}

TEST(Verifier, LowLogarithmsKeepTheirOrder) {
  const VerifierReport report =
      CompareVerifiers({kQuestions[0]}, {Scored({{-1000, -2000, -3000}}, ScoreScale::kLog)});
  EXPECT_EQ(report.scorers.front().auc_within.value, 1);
  EXPECT_EQ(report.scorers.front().weighted.value, 1);
}

TEST(Verifier, WhoAbstainsIsNeutral) {
  VerifierScores scored = Scored({{0.8, 0.2, 0}});
  scored.scores[0][2].abstained = true;
  const VerifierReport report = CompareVerifiers({kQuestions[0]}, {scored});
  // Weights 0.8 against 0.2 + 0.5.
  EXPECT_EQ(report.scorers.front().weighted.value, 1);
  EXPECT_EQ(report.scorers.front().auc_within.value, 1);
}

TEST(Verifier, QuestionsWithoutAnswersAreLeftOut) {
  const VerifierReport report =
      CompareVerifiers({{}, kQuestions[1]}, {Scored({{}, {0.1, 0.2, 0.3}})});
  EXPECT_EQ(report.questions, 1);
  EXPECT_EQ(report.scorers.front().auc_within.value, 1);
}

TEST(Verifier, CalibrationByHand) {
  const CalibrationReport report = MeasureCalibration(
      {{{"a", true}, {"b", false}, {"c", true}, {"d", true}}}, Scored({{0.95, 0.95, 0.25, 1.0}}));
  EXPECT_NEAR(report.brier, (0.05 * 0.05 + 0.95 * 0.95 + 0.75 * 0.75 + 0) / 4, 1e-12);
  EXPECT_NEAR(report.brier_of_rate, 0.75 * 0.25, 1e-12);
  ASSERT_EQ(report.bins.size(), 2u);
  EXPECT_EQ(report.bins[0].count, 1);
  EXPECT_NEAR(report.bins[1].said, (0.95 + 0.95 + 1) / 3, 1e-12);
  EXPECT_NEAR(report.bins[1].right, 2.0 / 3, 1e-12);
  EXPECT_NEAR(report.expected_error, (0.75 + 0.9) / 4, 1e-12);
}

}  // namespace
}  // namespace ponder
