#include <gtest/gtest.h>

#include "engine/fake/scripted.h"
#include "scorer/bare_context.h"

namespace ponder {
namespace {

const Question kQuestion{{Message("user", std::string("sum?"))}, AnswerKind::kNumber};

Candidate Saying(const std::string& text, const std::string& final) {
  Candidate candidate;
  candidate.text = text;
  candidate.prompt = Prompt::Chat({Message("user", std::string("sum?"))});
  if (!final.empty()) candidate.final = final;
  return candidate;
}

std::vector<Score> Rate(const std::vector<Candidate>& candidates, std::shared_ptr<Engine> engine,
                        const OptionValues& options = {}) {
  BareContext context(std::move(engine), false);
  OptionValues all{{"temperature", "0"}};
  all.insert(options.begin(), options.end());
  return FindScorer("mutual").create(all)->Rate(kQuestion, candidates, context);
}

// Ten words each, so that 2, 3, 4 and 5 of them are shown.
const Candidate kGood = Saying("a1 a2 a3 a4 a5 a6 a7 a8 #### 4", "4");
const Candidate kBad = Saying("b1 b2 b3 b4 b5 b6 b7 b8 #### 5", "5");

std::shared_ptr<ScriptedEngine> Completing() {
  using Reply = std::pair<std::string, ScriptedReply>;
  // What holds more words comes first: its prompt holds the shorter one too.
  return std::make_shared<ScriptedEngine>(
      std::vector<ScriptedReply>{}, std::vector<Reply>{{"a1 a2 a3 a4 a5", {.text = " so #### 4"}},
                                                       {"a1 a2 a3 a4", {.text = " so #### 7"}},
                                                       {"a1 a2 a3", {.text = " so #### 4.0"}},
                                                       {"a1 a2", {.text = " so #### 4"}},
                                                       {"b1 b2 b3 b4 b5", {.text = " so #### 5"}},
                                                       {"b1 b2", {.text = " hm"}}});
}

TEST(Mutual, KeepsWhatTheOtherModelArrivesAtToo) {
  const auto scores = Rate({kGood, kBad, kGood, Saying("c", "")}, Completing());
  EXPECT_DOUBLE_EQ(scores[0].total, 0.75);
  EXPECT_DOUBLE_EQ(scores[1].total, 0);  // one completion of four
  EXPECT_DOUBLE_EQ(scores[2].total, 0.75);
  EXPECT_FALSE(scores[1].abstained);
  EXPECT_TRUE(scores[3].abstained);
  EXPECT_DOUBLE_EQ(Rate({kGood, kBad}, Completing(), {{"least", "1"}})[1].total, 0.25);
}

TEST(Mutual, SaysThatItsScoresDependOnTheOthers) {
  const double beside = Rate({kGood, kBad}, Completing())[0].total;
  const double alone = Rate({kGood}, Completing())[0].total;
  EXPECT_NE(beside, alone);
  EXPECT_FALSE(FindScorer("mutual").create({})->RatesAlone());
}

TEST(Mutual, WhereNoneIsKeptAVoteDecides) {
  for (const Score& score : Rate({kGood, kBad}, Completing(), {{"least", "4"}})) {
    EXPECT_TRUE(score.abstained);
  }
}

TEST(Mutual, AsksNothingWhereAllAgree) {
  const auto scores = Rate({kGood, kGood, Saying("c", "")},
                           std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{}));
  EXPECT_DOUBLE_EQ(scores[0].total, 1);
  EXPECT_DOUBLE_EQ(scores[1].total, 1);
  EXPECT_TRUE(scores[2].abstained);
}

TEST(Mutual, AnAnswerThatIsAnEssayIsNone) {
  const Candidate essay = Saying("c1 c2", std::string(101, '9'));
  const auto scores = Rate({kGood, kBad, essay}, Completing());
  EXPECT_DOUBLE_EQ(scores[2].total, 0);
  EXPECT_FALSE(scores[2].abstained);
}

}  // namespace
}  // namespace ponder
