#include "search/vote.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ponder/random.h"
#include "search/vote_stop.h"

namespace ponder {
namespace {

std::vector<Candidate> With(const std::vector<const char*>& finals) {
  std::vector<Candidate> candidates;
  for (const char* final : finals) {
    Candidate& candidate = candidates.emplace_back();
    if (final != nullptr) candidate.final = final;
  }
  return candidates;
}

const Question kQuestion{{}, AnswerKind::kNumber};

TEST(Vote, EqualAnswersCountTogetherAndTheFirstWinsTies) {
  const auto standings = Tally(kQuestion, With({"1/2", nullptr, "7", "0.5", "7.0", "3"}));
  ASSERT_EQ(standings.size(), 3u);
  EXPECT_EQ(standings[0].shown, "1/2");
  EXPECT_EQ(standings[0].votes, 2);
  EXPECT_EQ(standings[1].shown, "7");
  EXPECT_EQ(standings[2].first, 5u);
  EXPECT_EQ(LeadingCandidate(standings), 0);
  EXPECT_EQ(LeadingCandidate({}), -1);
}

// Reads the text in brackets; the order of its letters does not matter.
class Letters : public AnswerReader {
 public:
  std::optional<std::string> Extract(std::string_view reply) const override {
    const size_t begin = reply.find('[');
    const size_t end = reply.find(']');
    if (end == std::string_view::npos || begin > end) return std::nullopt;
    return std::string(reply.substr(begin + 1, end - begin - 1));
  }
  std::string VoteKey(std::string_view answer) const override {
    std::string key(answer);
    std::sort(key.begin(), key.end());
    return key;
  }
};

TEST(Vote, TheQuestionsOwnReaderComesBeforeItsKind) {
  const Question question{{}, AnswerKind::kNumber, std::make_shared<Letters>()};
  EXPECT_EQ(question.ReadAnswer("the answer is 5 [ab]"), "ab");
  EXPECT_FALSE(question.ReadAnswer("the answer is 5").has_value());
  const auto standings = Tally(question, With({"c", "ab", "ba"}));
  ASSERT_EQ(standings.size(), 2u);
  EXPECT_EQ(standings[0].shown, "ab");
  EXPECT_EQ(standings[0].votes, 2);
}

TEST(Vote, WeightsDecideAndNegativeOnesStayAway) {
  const auto candidates = With({"1", "2", "1"});
  EXPECT_EQ(Tally(kQuestion, candidates, std::vector<double>{1, 3, 1})[0].shown, "2");
  EXPECT_EQ(Tally(kQuestion, candidates, std::vector<double>{-1, 0.5, 1})[0].shown, "1");
  EXPECT_EQ(Tally(kQuestion, candidates, std::vector<double>{-1, 0.5, 1})[0].votes, 1);
}

TEST(Vote, WeightsFollowTheScale) {
  const std::vector<Score> scores{
      {.total = 0.5, .steps = {}}, {.steps = {}, .abstained = true}, {.total = 0.1, .steps = {}}};
  const auto plain = VoteWeights(scores, ScoreScale::kProbability);
  EXPECT_DOUBLE_EQ(plain[0], 0.5);
  EXPECT_DOUBLE_EQ(plain[1], 0.3);
  const auto logs = VoteWeights(scores, ScoreScale::kLog);
  EXPECT_DOUBLE_EQ(logs[0], 1);
  EXPECT_DOUBLE_EQ(logs[1], std::exp(-0.5));
  const auto ranks = VoteWeights(scores, ScoreScale::kRank);
  EXPECT_DOUBLE_EQ(ranks[0], std::sqrt(3.0));
  EXPECT_DOUBLE_EQ(ranks[1], std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(ranks[2], 1);
}

TEST(Vote, LowLogarithmsStillTellAnswersApart) {
  const std::vector<Score> scores{{.total = -2000, .steps = {}}, {.total = -1999, .steps = {}}};
  const auto weights = VoteWeights(scores, ScoreScale::kLog);
  EXPECT_DOUBLE_EQ(weights[0], std::exp(-1));
  EXPECT_DOUBLE_EQ(weights[1], 1);
}

TEST(VoteStop, ChanceByHand) {
  EXPECT_DOUBLE_EQ(ChanceToStayAhead(1, 0, 0, true), 1);
  EXPECT_DOUBLE_EQ(ChanceToStayAhead(1, 1, 0, false), 0);
  // Two votes to none, six open, Beta(3, 1): of 84 equal parts, 1 and 3 have the leader behind.
  EXPECT_NEAR(ChanceToStayAhead(2, 0, 6, true), 1 - 4.0 / 84, 1e-9);
  // Ties lost: two more votes would tie, 6 parts.
  EXPECT_NEAR(ChanceToStayAhead(2, 0, 6, false), 1 - 10.0 / 84, 1e-9);
  EXPECT_NEAR(ChanceToStayAhead(1, 1, 2, true), 0.7, 1e-9);  // Beta(2, 2) over two votes
}

TEST(VoteStop, ChanceAgreesWithSimulation) {
  const RandomStream random(1);
  int ahead = 0;
  const int trials = 20000;
  for (int t = 0; t < trials; ++t) {
    const RandomStream own = random.Child(static_cast<uint64_t>(t));
    // Polya's urn: the next vote goes where votes are.
    int leader = 3;
    int other = 2;
    for (uint64_t i = 0; i < 5; ++i) {
      (own.Uniform(i) * (leader + other + 2) < leader + 1 ? leader : other)++;
    }
    ahead += leader >= other ? 1 : 0;
  }
  EXPECT_NEAR(ChanceToStayAhead(3, 2, 5, true), static_cast<double>(ahead) / trials, 0.02);
}

// Tries every way the open votes can fall, over few answers.
TEST(VoteStop, CannotBeOvertakenIsExact) {
  const std::vector<const char*> answers{nullptr, "1", "2", "3"};
  int safe = 0;
  for (uint64_t trial = 0; trial < 3000; ++trial) {
    const RandomStream random(trial);
    const size_t n = 5;
    std::vector<Candidate> now(n);
    std::vector<size_t> open;
    for (size_t i = 0; i < n; ++i) {
      const int64_t draw = random.Integer(i, 0, 5);
      if (draw > 3) {
        open.push_back(i);
      } else if (answers[static_cast<size_t>(draw)] != nullptr) {
        now[i].final = answers[static_cast<size_t>(draw)];
      }
    }
    const auto standings = Tally(kQuestion, now);
    if (standings.empty() || open.empty() || open.size() > 4) continue;
    bool always = true;
    for (int way = 0; way < (1 << (2 * open.size())) && always; ++way) {
      std::vector<Candidate> then = now;
      for (size_t k = 0; k < open.size(); ++k) {
        const char* answer = answers[static_cast<size_t>((way >> (2 * k)) & 3)];
        if (answer != nullptr) then[open[k]].final = answer;
      }
      always = Tally(kQuestion, then)[0].key == standings[0].key;
    }
    EXPECT_EQ(CannotBeOvertaken(standings, open), always) << trial;
    safe += always ? 1 : 0;
  }
  EXPECT_GT(safe, 20);
}

}  // namespace
}  // namespace ponder
