// What every registered method must keep, on the toy engine.
#include <gtest/gtest.h>

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/parallel.h"
#include "engine/fake/counting.h"
#include "engine/fake/scripted.h"
#include "engine/fake/toy.h"
#include "engine/fault.h"
#include "ponder/runner.h"
#include "scorer/probe_file.h"

namespace ponder {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint64_t kSeeds = 4;
#else
constexpr uint64_t kSeeds = 20;
#endif

// A method with options under which it does more than by default.
struct Case {
  std::string method;
  OptionValues options;
  std::string scorer;
  OptionValues scorer_options = {};
};

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const MethodInfo* info : Methods()) {
    if (info->name == "tree_of_thoughts") continue;  // below, in smaller trees
    cases.push_back({info->name, {}, ""});
    if (info->default_scorer.empty()) continue;
    for (const ScorerInfo* scorer : Scorers()) cases.push_back({info->name, {}, scorer->name});
  }
  cases.push_back({"self_consistency", {{"stop", "beta"}}, ""});
  cases.push_back({"self_consistency", {{"stop", "doubling"}}, ""});
  cases.push_back({"self_consistency", {{"weight", "certainty"}}, ""});
  cases.push_back({"self_consistency", {{"weight", "logprob"}}, ""});
  cases.push_back({"auto", {{"look", "2"}, {"n", "5"}, {"look_prompt", "plain"}}, ""});
  cases.push_back({"auto", {{"agree", "0.5"}, {"look_tokens", "0"}}, ""});
  cases.push_back({"best_of_n", {{"selection", "plain"}, {"n", "3"}}, "logprob"});
  cases.push_back({"best_of_n", {{"n", "4"}}, "judge", {{"mode", "pairs"}}});
  cases.push_back({"best_of_n", {{"n", "5"}}, "judge", {{"mode", "list"}}});
  cases.push_back({"best_of_n", {}, "prm", {{"aggregate", "min"}}});
  cases.push_back({"best_of_n", {}, "mutual", {{"least", "1"}}});
  const OptionValues tree = {{"k", "3"}, {"breadth", "2"}, {"depth", "3"}};
  for (const char* scorer : {"arithmetic", "majority", "judge"}) {
    cases.push_back({"tree_of_thoughts", tree, scorer});
    cases.back().options["value"] = "scorer";
  }
  for (const char* value : {"model", "vote"}) {
    cases.push_back({"tree_of_thoughts", tree, ""});
    cases.back().options["value"] = value;
    cases.back().options["thoughts"] = "propose";
  }
  cases.push_back({"tree_of_thoughts", tree, ""});
  cases.push_back({"tree_of_thoughts", tree, ""});
  cases.back().options["search"] = "dfs";
  cases.push_back({"rap", {{"n_iters", "3"}, {"depth", "2"}, {"output", "edge"}}, ""});
  const OptionValues steps = {{"step", "line"}, {"step_tokens", "12"}, {"n", "8"}};
  for (const char* name : {"beam_search", "dvts", "lookahead", "particle_filter"}) {
    cases.push_back({name, steps, "arithmetic"});
    cases.push_back({name, steps, "judge"});
  }
  cases.push_back({"beam_search", steps, "arithmetic"});
  cases.back().options["allocation"] = "rebase";
  cases.push_back({"particle_filter", steps, "judge"});
  cases.back().options["iterations"] = "3";
  cases.push_back({"mcts", {{"step", "line"}, {"walk", "step"}, {"rule", "uct"}}, "judge"});
  cases.push_back({"coat", {{"step", "line"}, {"iterations", "3"}}, "judge"});
  cases.push_back({"budget_forcing", {{"waits", "2"}, {"max_thinking_tokens", "30"}}, ""});
  cases.push_back({"budget_forcing", {{"min_thinking_tokens", "60"}, {"waits", "0"}}, ""});
  cases.push_back({"budget_forcing", {{"marks", "think"}, {"max_answer_tokens", "5"}}, ""});
  return cases;
}

// For the scorer that asks the question's own checker.
class EvenIsRight : public AnswerChecker {
 public:
  double Check(std::string_view answer) const override {
    return !answer.empty() && answer.back() % 2 == 0 ? 1 : 0;
  }
};

Request Ask(const Case& test, uint64_t seed = 1) {
  Request request;
  request.messages = {Message("user", std::string("How many apples are left?"))};
  request.method = test.method;
  request.options = test.options;
  request.scorer = test.scorer;
  request.scorer_options = test.scorer_options;
  request.checker = std::make_shared<EvenIsRight>();
  request.seed = seed;
  request.max_tokens = 120;
  return request;
}

// The scorer probe finds a probe of the engines without weights in a cache folder of the test's
// own.
class ToyProbe : public testing::Environment {
 public:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "ponder-contract-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    setenv("PONDER_CACHE", name.c_str(), 1);
    const EngineInfo info = MakeToyEngine(1)->Info();
    ProbeFile probe;
    probe.fingerprint = info.fingerprint;
    probe.head.width = info.width;
    const size_t size = probe.head.features.Size(info.width);
    probe.head.shift.assign(size, 0);
    probe.head.scale.assign(size, 1);
    for (size_t i = 0; i <= size; ++i) {
      probe.head.weights.push_back(0.1f * static_cast<float>(i % 5) - 0.2f);
    }
    WriteProbe(probe, ProbePath(probe.fingerprint));
  }
  void TearDown() override {
    unsetenv("PONDER_CACHE");
    std::filesystem::remove_all(folder_);
  }

 private:
  std::filesystem::path folder_;
};
const testing::Environment* const toy_probe = testing::AddGlobalTestEnvironment(new ToyProbe);

class MethodContract : public testing::TestWithParam<Case> {};

std::string CaseName(const testing::TestParamInfo<Case>& info) {
  std::string name = std::to_string(info.index) + "_" + info.param.method;
  return info.param.scorer.empty() ? name : name + "_" + info.param.scorer;
}

INSTANTIATE_TEST_SUITE_P(All, MethodContract, testing::ValuesIn(Cases()), CaseName);

void ExpectSame(const RunResult& a, const RunResult& b) {
  EXPECT_EQ(a.answer.text, b.answer.text);
  EXPECT_EQ(a.answer.final, b.answer.final);
  EXPECT_EQ(a.answer.chosen, b.answer.chosen);
  EXPECT_EQ(a.answer.stop, b.answer.stop);
  EXPECT_EQ(a.usage.completion_tokens, b.usage.completion_tokens);
  EXPECT_EQ(a.usage.scorer_tokens, b.usage.scorer_tokens);
  EXPECT_EQ(a.usage.logical_forward_tokens, b.usage.logical_forward_tokens);
}

TEST_P(MethodContract, SameSeedSameAnswer) {
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const RunResult first = Runner(MakeToyEngine(1)).Run(Ask(GetParam(), seed));
    ExpectSame(first, Runner(MakeToyEngine(1)).Run(Ask(GetParam(), seed)));
    EXPECT_FALSE(first.answer.text.empty());
    EXPECT_EQ(first.method, GetParam().method);
    EXPECT_FALSE(first.options.empty() && !FindMethod(first.method).options.empty());
  }
}

TEST_P(MethodContract, OneThreadOrManyTheSameAnswers) {
  Runner runner(MakeToyEngine(1));
  std::vector<RunResult> alone;
  for (uint64_t seed = 0; seed < 6; ++seed) alone.push_back(runner.Run(Ask(GetParam(), seed)));
  std::vector<RunResult> together(alone.size());
  Parallel(alone.size(), [&](size_t i) { together[i] = runner.Run(Ask(GetParam(), i)); });
  for (size_t i = 0; i < alone.size(); ++i) ExpectSame(alone[i], together[i]);
}

TEST_P(MethodContract, NeverOverBudgetAndMostOfItIsUsed) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Request free = Ask(GetParam(), seed);
    const RunResult whole = Runner(MakeToyEngine(seed)).Run(free);
    const int64_t used = whole.usage.completion_tokens + whole.usage.scorer_tokens;
    for (const int64_t budget : {int64_t{0}, int64_t{1}, used / 2, used}) {
      Request request = free;
      request.budget.tokens = budget;
      const RunResult result = Runner(MakeToyEngine(seed)).Run(request);
      const int64_t spent = result.usage.completion_tokens + result.usage.scorer_tokens;
      EXPECT_LE(spent, budget);
      if (budget == used / 2) {
        EXPECT_GE(10 * spent, 9 * budget) << seed;
      }
      if (budget < used / 2) {
        EXPECT_EQ(result.answer.stop, StopReason::kBudget);
      }
    }
    Request ample = free;
    ample.budget.tokens = 1'000'000;
    ample.budget.forward_tokens = 10'000'000;
    ExpectSame(Runner(MakeToyEngine(seed)).Run(ample), whole);
    Request forward = free;
    forward.budget.forward_tokens = whole.usage.logical_forward_tokens / 2;
    EXPECT_LE(Runner(MakeToyEngine(seed)).Run(forward).usage.logical_forward_tokens,
              *forward.budget.forward_tokens);
  }
}

TEST_P(MethodContract, StopsWithinOneRound) {
  std::stop_source source;
  int64_t at_stop = -1;
  std::vector<int> tokens(64);
  const RunResult result = Runner(MakeToyEngine(1))
                               .Run(
                                   Ask(GetParam()),
                                   [&](const Event& event) {
                                     const auto* fresh = std::get_if<TokensGenerated>(&event);
                                     if (fresh == nullptr || at_stop >= 0) return;
                                     tokens[fresh->candidate] = fresh->tokens;
                                     if (fresh->tokens < 8) return;
                                     source.request_stop();
                                     at_stop = 0;
                                     for (int count : tokens) at_stop += count;
                                   },
                                   source.get_token());
  const auto running = static_cast<int64_t>(result.answer.candidates.size());
  EXPECT_EQ(result.answer.stop, StopReason::kCancelled);
  EXPECT_GE(at_stop, 0);
  // Held-back text is not reported token by token: allow each candidate two rounds.
  EXPECT_LE(result.usage.completion_tokens, at_stop + 2 * running);
}

TEST_P(MethodContract, AsksForNoMoreAtOnceThanItSays) {
  const Case& test = GetParam();
  const auto width = static_cast<size_t>(FindMethod(test.method).create(test.options)->Width());
  size_t widest = 0;
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const auto policy = std::make_shared<CountingEngine>(MakeToyEngine(seed));
    // What scorers ask goes to an engine of its own.
    Runner(policy, {{Role::kJudge, MakeToyEngine(seed)}}).Run(Ask(test, seed));
    widest = std::max(widest, policy->widest.load());
  }
  EXPECT_LE(widest, width);
  // Those that always use all of it.
  const std::set<std::string> all = {"direct",        "best_of_n", "beam_search", "lookahead",
                                     "dvts",          "mcts",      "coat",        "particle_filter",
                                     "chain_of_draft"};
  if (all.contains(test.method)) {
    EXPECT_EQ(widest, width);
  }
}

TEST_P(MethodContract, SurvivesEngineErrors) {
  const std::shared_ptr<Engine> toy = MakeToyEngine(1);
  const auto broken = std::make_shared<FaultyEngine>(toy, std::vector<Fault>{Fault{}});
  try {
    Runner(broken).Run(Ask(GetParam()));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("failed on purpose"), std::string::npos);
  }
  const auto once = std::make_shared<FaultyEngine>(
      toy, std::vector<Fault>{{.kind = Fault::Kind::kTruncate, .request = 1, .keep_tokens = 3}});
  const RunResult result = Runner(once).Run(Ask(GetParam()));
  EXPECT_FALSE(result.answer.text.empty());
  if (result.answer.candidates.size() > 1) {
    const auto tells = [](const std::string& warning) {
      return warning.find("candidate 1 failed") != std::string::npos ||
             warning.find("an evaluation failed") != std::string::npos;
    };
    EXPECT_TRUE(std::ranges::any_of(result.answer.warnings, tells))
        << result.answer.warnings.size() << " warnings, none of which says so";
    const auto chosen = static_cast<size_t>(result.answer.chosen);
    EXPECT_NE(result.answer.candidates[chosen].stop, StopReason::kError);
  }
}

// The candidates bring what raters need, also where the method's own scorer needs none of it, and
// nothing else changes.
TEST_P(MethodContract, RatersAreServedAndChangeNothing) {
  Request request = Ask(GetParam());
  const RunResult plain = Runner(MakeToyEngine(1)).Run(request);
  request.raters = {{"self_certainty", {}}, {"probe", {}}, {"judge", {}}};
  const RunResult rated = Runner(MakeToyEngine(1)).Run(request);
  ExpectSame(plain, rated);
  const std::vector<Candidate>& candidates = rated.answer.candidates;
  if (candidates.size() < 2) {  // nothing to choose
    EXPECT_TRUE(rated.ratings.empty());
    return;
  }
  ASSERT_EQ(rated.ratings.size(), 3u);
  EXPECT_GT(rated.ratings[2].usage.calls, 0);
  for (const Rating& rating : rated.ratings) {
    ASSERT_EQ(rating.scores.size(), candidates.size());
    if (rating.scorer == "judge") continue;  // the toy does not always say Yes or No
    for (size_t i = 0; i < candidates.size(); ++i) {
      const auto& origins = candidates[i].generation.origins;
      const bool sampled = std::ranges::count(origins, TokenOrigin::kSampled) > 0;
      EXPECT_EQ(rating.scores[i].abstained, !sampled) << rating.scorer << " of candidate " << i;
    }
  }
}

TEST_P(MethodContract, RefusesUnknownOptions) {
  Request request = Ask(GetParam());
  request.options["no_such_option"] = "1";
  try {
    Runner(MakeToyEngine(1)).Run(request);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
    EXPECT_NE(std::string(error.what()).find("no_such_option"), std::string::npos);
  }
}

TEST(Equivalence, BestOfOneIsPlainSampling) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Case one{"best_of_n", {{"n", "1"}, {"prompt", "plain"}}, ""};
    const RunResult best = Runner(MakeToyEngine(1)).Run(Ask(one, seed));
    const RunResult direct = Runner(MakeToyEngine(1)).Run(Ask({"direct", {}, ""}, seed));
    EXPECT_EQ(best.answer.text, direct.answer.text);
    EXPECT_EQ(best.usage.completion_tokens, direct.usage.completion_tokens);
    EXPECT_EQ(best.usage.scorer_tokens, 0);
  }
}

TEST(Equivalence, AutoThatSeesNoAgreementIsSelfConsistency) {
  std::vector<std::string> finals{"1", "2", "2", "2", "3", "3"};
  int looked_on = 0;
  do {
    const auto run = [&finals](const Case& test) {
      std::vector<ScriptedReply> replies;
      for (const std::string& final : finals) replies.push_back({.text = "so #### " + final});
      Request request = Ask(test);
      request.sampling.temperature = 0;
      return Runner(std::make_shared<ScriptedEngine>(replies)).Run(request);
    };
    const RunResult looked = run({"auto", {{"look", "3"}, {"look_prompt", "cot"}, {"n", "6"}}, ""});
    if (looked.answer.candidates.size() < finals.size()) continue;
    EXPECT_EQ(looked.answer.final, run({"self_consistency", {{"n", "6"}}, ""}).answer.final);
    ++looked_on;
  } while (std::next_permutation(finals.begin(), finals.end()));
  EXPECT_GT(looked_on, 0);
}

TEST(Equivalence, SelfConsistencyDoesNotCareForOrder) {
  std::vector<std::string> finals{"1", "2", "3", "2", "1", "2"};  // no tie
  std::sort(finals.begin(), finals.end());
  do {
    std::vector<ScriptedReply> replies;
    for (const std::string& final : finals) replies.push_back({.text = "so #### " + final});
    Case test{"self_consistency", {{"n", "6"}}, ""};
    Request request = Ask(test);
    request.sampling.temperature = 0;
    EXPECT_EQ(Runner(std::make_shared<ScriptedEngine>(replies)).Run(request).answer.final, "2");
  } while (std::next_permutation(finals.begin(), finals.end()));
}

TEST(Equivalence, BudgetForcingWithNothingToForceIsPlainThinking) {
  const std::string reply = "<think>two and two\nis four</think>\n\nThe answer is 4.";
  const auto run = [&reply](const Case& test) {
    Request request = Ask(test);
    request.sampling.temperature = 0;
    return Runner(std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{{.text = reply}}))
        .Run(request);
  };
  const RunResult plain = run({"direct", {}, ""});
  // The scripted model writes its own start mark: the s1 and think dialects would begin it for it.
  const RunResult forced =
      run({"budget_forcing", {{"waits", "0"}, {"marks", "think"}, {"loops", "false"}}, ""});
  EXPECT_EQ(forced.answer.text, plain.answer.text);
  EXPECT_EQ(forced.answer.final, plain.answer.final);
  EXPECT_EQ(forced.usage.completion_tokens, plain.usage.completion_tokens);
  // Only the border was marked; nothing was written.
  EXPECT_EQ(forced.answer.candidates[0].generation.fired, (std::vector<int>{0, 0, 1, 0, 0, 0}));
}

TEST(BudgetForcing, ThinkingNeverPassesItsLimit) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const RandomStream random(seed);
    const int most = static_cast<int>(random.Integer(0, 1, 60));
    const int limit = static_cast<int>(random.Integer(1, 60, 200));
    Request request = Ask({"budget_forcing",
                           {{"waits", std::to_string(random.Integer(2, 0, 4))},
                            {"max_thinking_tokens", std::to_string(most)}},
                           ""},
                          seed);
    request.max_tokens = limit;
    const RunResult result = Runner(MakeToyEngine(seed % 9)).Run(request);
    const Candidate& candidate = result.answer.candidates[0];
    EXPECT_LE(candidate.reasoning_tokens, most);
    EXPECT_LE(candidate.tokens, limit);
    EXPECT_FALSE(candidate.text.empty()) << "room for the answer is set aside";
  }
}

}  // namespace
}  // namespace ponder
