#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/fake/scripted.h"
#include "engine/forwarding.h"
#include "scorer/bare_context.h"

namespace ponder {
namespace {

using testing::ElementsAre;

std::vector<Candidate> Saying(const std::vector<std::string>& texts) {
  std::vector<Candidate> candidates;
  for (const std::string& text : texts) {
    candidates.emplace_back().text = text;
    candidates.back().prompt = Prompt::Chat({Message("user", std::string("sum?"))});
  }
  return candidates;
}

std::vector<double> Totals(const std::vector<Candidate>& candidates, const OptionValues& options,
                           std::shared_ptr<Engine> engine) {
  BareContext context(std::move(engine), false);
  const Question question{{Message("user", std::string("sum?"))}, AnswerKind::kNumber};
  std::vector<double> totals;
  for (const Score& score :
       FindScorer("judge").create(options)->Rate(question, candidates, context)) {
    totals.push_back(score.abstained ? -1 : score.total);
  }
  return totals;
}

// Says which of the two is better by what stands behind [A] and [B].
std::shared_ptr<ScriptedEngine> Judge(
    const std::vector<std::pair<std::string, std::string>>& verdicts) {
  std::vector<std::pair<std::string, ScriptedReply>> replies;
  for (const auto& [prompt, verdict] : verdicts) {
    replies.emplace_back(prompt, ScriptedReply{.text = verdict});
  }
  return std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{}, replies);
}

TEST(JudgePairs, AskInBothOrdersAndAChangeOfMindIsATie) {
  const OptionValues pairs{{"mode", "pairs"}};
  const auto two = Saying({"four", "five"});
  EXPECT_THAT(Totals(two, pairs, Judge({{"[A]\nfour", "A"}, {"[A]\nfive", "B"}})),
              ElementsAre(1, 0));
  EXPECT_THAT(Totals(two, pairs, Judge({{"[A]\nfour", "B"}, {"[A]\nfive", "A"}})),
              ElementsAre(0, 1));
  // Favours the first place, whoever stands there.
  EXPECT_THAT(Totals(two, pairs, Judge({{"[A]", "A"}})), ElementsAre(0.5, 0.5));
  // Names nobody once; never.
  EXPECT_THAT(Totals(two, pairs, Judge({{"[A]\nfour", "A"}, {"[A]\nfive", "?"}})),
              ElementsAre(0.5, 0.5));
  EXPECT_THAT(Totals(two, pairs, Judge({{"[A]", "?"}})), ElementsAre(-1, -1));
  EXPECT_THAT(Totals(Saying({"four"}), pairs, Judge({})), ElementsAre(-1));
}

// Nobody goes on from a verdict: what a search has computed stays.
TEST(JudgePairs, AskAside) {
  class Listening : public ForwardingEngine {
   public:
    using Engine::Generate;
    using ForwardingEngine::ForwardingEngine;
    std::vector<Generation> Generate(std::span<const GenerateRequest> requests,
                                     const OnDone& on_done, std::stop_token stop) override {
      for (const GenerateRequest& request : requests) aside += request.aside;
      return ForwardingEngine::Generate(requests, on_done, stop);
    }
    int aside = 0;
  };
  const auto engine = std::make_shared<Listening>(Judge({{"[A]", "A"}}));
  Totals(Saying({"four", "five"}), {{"mode", "pairs"}}, engine);
  EXPECT_EQ(engine->aside, 2);
}

TEST(JudgePairs, EveryoneMeetsEveryoneOrAsManyAsAreWanted) {
  // The answer that comes first in this list wins, in either place.
  const auto judge = [] {
    return Judge({{"[A]\nw", "A"},
                  {"[B]\nw", "B"},
                  {"[A]\nx", "A"},
                  {"[B]\nx", "B"},
                  {"[A]\ny", "A"},
                  {"[B]\ny", "B"}});
  };
  const auto four = Saying({"y", "w", "z", "x"});
  const auto totals = Totals(four, {{"mode", "pairs"}}, judge());
  EXPECT_NEAR(totals[0], 1.0 / 3, 1e-12);
  EXPECT_NEAR(totals[1], 1, 1e-12);
  EXPECT_NEAR(totals[2], 0, 1e-12);
  EXPECT_NEAR(totals[3], 2.0 / 3, 1e-12);
  // On the ring y w z x: each meets its neighbours.
  EXPECT_THAT(Totals(four, {{"mode", "pairs"}, {"opponents", "2"}}, judge()),
              ElementsAre(0, 1, 0, 1));
  const auto empty = Saying({"y", "", "w"});
  EXPECT_THAT(Totals(empty, {{"mode", "pairs"}}, judge()), ElementsAre(0, -1, 1));
}

TEST(JudgeList, TheBestOfEachGroupMeetAgain) {
  const OptionValues list{{"mode", "list"}, {"group", "3"}};
  // Groups (a c e) and (b d): c and b are the best, then b.
  const auto judge = Judge({{"[A]\na\n\n[B]\nc", "B"},
                            {"[A]\ne\n\n[B]\nc", "B"},
                            {"[A]\nb\n\n[B]\nd", "A"},
                            {"[A]\nd\n\n[B]\nb", "B"},
                            {"[A]\nc\n\n[B]\nb", "B"},
                            {"[A]\nb\n\n[B]\nc", "A"}});
  EXPECT_THAT(Totals(Saying({"a", "b", "c", "d", "e"}), list, judge), ElementsAre(0, 1, 0.5, 0, 0));
  // Always the first place: both ends of the list are chosen once, in every round.
  EXPECT_THAT(Totals(Saying({"a", "b", "c"}), list, Judge({{"[A]", "A"}})),
              ElementsAre(0.5, 0, 0.5));
  EXPECT_THAT(Totals(Saying({"a", "b"}), list, Judge({{"[A]", "!"}})), ElementsAre(-1, -1));
}

}  // namespace
}  // namespace ponder
