// What the methods that search by steps have in common with simpler ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/fake/scripted.h"
#include "engine/fake/simulated.h"
#include "engine/fake/toy.h"
#include "engine/forwarding.h"
#include "method/search_methods_testing.h"
#include "search/candidates.h"
#include "search/path.h"
#include "search/search_context.h"

namespace ponder {
namespace {

Score ByEquations(const Candidate& candidate) {
  const auto count = std::count(candidate.text.begin(), candidate.text.end(), '=');
  return {.total = 1 - 1 / (static_cast<double>(count) + 1.5), .steps = {}};
}
Score Constant(const Candidate&) { return {.total = 0.7, .steps = {}}; }

Answer Play(const std::string& method, OptionValues options, uint64_t seed,
            FunctionScorer::Function rate = ByEquations, int max_tokens = 120) {
  FunctionScorer scorer(std::move(rate));
  SearchContext context(std::shared_ptr<Engine>(MakeToyEngine(seed)), scorer, seed);
  context.max_tokens = max_tokens;
  options.insert({{"step", "line"}, {"step_tokens", "20"}});
  return FindMethod(method).create(options)->Run(kQuestion, context);
}

std::vector<std::string> Texts(const Answer& answer) {
  std::vector<std::string> texts;
  for (const Candidate& candidate : answer.candidates) {
    texts.push_back(candidate.generation.text);
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(SearchMethods, LookaheadOfNothingIsBeamSearch) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    ExpectSame(Play("lookahead", {{"n", "8"}, {"lookahead", "0"}}, seed),
               Play("beam_search", {{"n", "8"}}, seed));
  }
}

TEST(SearchMethods, DvtsWithOneTreeIsBeamSearchWithOneSurvivor) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    ExpectSame(Play("dvts", {{"n", "4"}, {"width", "4"}}, seed),
               Play("beam_search", {{"n", "4"}, {"width", "4"}}, seed));
  }
}

TEST(SearchMethods, CoatWithoutMemoryIsMcts) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    const OptionValues same{{"iterations", "6"},
                            {"width", "3"},
                            {"enough", "0"},
                            {"max_steps", "8"},
                            {"selection", "plain"}};
    OptionValues coat = same;
    coat.insert({{"brain", "none"}, {"beta", "0"}});
    OptionValues mcts = same;
    mcts.insert({{"rule", "uct"}, {"walk", "step"}});
    ExpectSame(Play("coat", coat, seed), Play("mcts", mcts, seed));
  }
}

// Each particle alone, one step after the other.
std::vector<std::string> StepwiseSamples(uint64_t seed, int n) {
  FunctionScorer scorer(Constant);
  SearchContext context(std::shared_ptr<Engine>(MakeToyEngine(seed)), scorer, seed);
  context.max_tokens = 120;
  StepSource source(kQuestion, context, kQuestion.Chat(kQuestion.messages),
                    {.border = StepBorder::kLine, .step_tokens = 20}, {});
  std::vector<std::string> texts;
  for (int i = 0; i < n; ++i) {
    Path path = source.Root();
    path.random = RandomStream(seed).Child(uint64_t{0}).Child(static_cast<uint64_t>(i));
    while (path.open()) {
      Path* const paths[] = {&path};
      source.Extend(paths);
    }
    texts.push_back(path.said.text);
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(ParticleFilter, WithAConstantScorerIsPlainSampling) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const OptionValues plain{{"n", "6"}, {"prompt", "plain"}};
    EXPECT_EQ(Texts(Play("particle_filter", plain, seed, Constant)), StepwiseSamples(seed, 6));
  }
}

TEST(ParticleFilter, WithAConstantScorerThatRanksTooIsPlainSampling) {
  FunctionScorer scorer(Constant, ScoreScale::kRank);
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SearchContext context(std::shared_ptr<Engine>(MakeToyEngine(seed)), scorer, seed);
    context.max_tokens = 120;
    const Answer answer = FindMethod("particle_filter")
                              .create({{"n", "6"},
                                       {"prompt", "plain"},
                                       {"step", "line"},
                                       {"step_tokens", "20"},
                                       {"ess", "0.999"}})
                              ->Run(kQuestion, context);
    EXPECT_EQ(Texts(answer), StepwiseSamples(seed, 6));
  }
}

// However good it looked: nothing comes of it any more.
TEST(ParticleFilter, WhatWasCutIsNotDrawn) {
  FunctionScorer scorer([](const Candidate& candidate) {
    return Score{.total = candidate.text.starts_with("x") ? 0.99 : 0.4, .steps = {}};
  });
  const auto engine =
      std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{{.text = "x x x x x x x x x"},
                                                                  {.text = "b\n\n"},
                                                                  {.text = "c\n\n"},
                                                                  {.text = "d\n\n"},
                                                                  {.text = "#### 2"},
                                                                  {.text = "#### 2"},
                                                                  {.text = "#### 2"}});
  SearchContext context(engine, scorer);
  context.max_tokens = 6;
  const Answer answer = FindMethod("particle_filter").create({{"n", "4"}})->Run(kQuestion, context);
  EXPECT_EQ(answer.final, "2");
  EXPECT_EQ(answer.stop, StopReason::kEnd);
  EXPECT_EQ(engine->used(), 7u);
}

TEST(ParticleFilter, GibbsKeepsOneParticleOfEachIteration) {
  const Answer answer = Play("particle_filter", {{"n", "4"}, {"iterations", "3"}}, 2);
  EXPECT_EQ(answer.candidates.size(), 4u + 3u + 3u);
  EXPECT_EQ(Play("particle_filter", {{"n", "1"}, {"iterations", "3"}}, 2).candidates.size(), 1u);
}

// Copies of the reference draw other numbers in every iteration, though it brings its own stream.
TEST(ParticleFilter, GibbsSaysNothingTwice) {
  // The first step says what a path is worth: references of one beginning follow each other.
  const auto by_beginning = [](const Candidate& candidate) {
    const std::string beginning = candidate.text.substr(0, 20);
    const std::set<char> letters(beginning.begin(), beginning.end());
    return Score{.total = static_cast<double>(letters.size()) / 30, .steps = {}};
  };
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    const Answer answer = Play("particle_filter",
                               {{"n", "4"},
                                {"iterations", "12"},
                                {"max_steps", "2"},
                                {"ess", "1"},
                                {"finished", "false"},
                                {"temperature", "0.05"},
                                {"step", "tokens"},
                                {"step_tokens", "10"}},
                               seed, by_beginning, 60);
    const std::vector<std::string> texts = Texts(answer);
    EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), texts.size()) << seed;
  }
}

TEST(ParticleFilter, EveryRuleRuns) {
  for (const char* rule : {"constant", "ess", "entropy", "anneal"}) {
    for (const char* resampling : {"systematic", "multinomial"}) {
      for (const char* finished : {"true", "false"}) {
        const Answer answer = Play("particle_filter",
                                   {{"n", "5"},
                                    {"rule", rule},
                                    {"resampling", resampling},
                                    {"finished", finished},
                                    {"ess", "1"},
                                    {"temperature", "0.3"}},
                                   4);
        EXPECT_EQ(answer.candidates.size(), 5u);
      }
    }
  }
}

TEST(SearchMethods, AnswerEvenWhenNothingFinishes) {
  for (const char* method : kSearches) {
    const Answer answer = Play(method, {}, 3, ByEquations, 4);
    EXPECT_FALSE(answer.text.empty()) << method;
    EXPECT_EQ(answer.stop, StopReason::kLength) << method;
  }
}

TEST(SearchMethods, NeverDieOfAScorer) {
  const auto nan = [](const Candidate&) { return Score{.total = std::nan(""), .steps = {}}; };
  const auto silent = [](const Candidate&) { return Score{.steps = {}, .abstained = true}; };
  const auto mad = [](const Candidate& candidate) {
    return Score{.total = 0.5, .steps = std::vector<double>(candidate.step_ends.size(), NAN)};
  };
  const auto at_times = [](const Candidate& candidate) {
    return Score{.total = candidate.text.size() % 2 == 0 ? std::nan("") : 0.6, .steps = {}};
  };
  for (const char* method : kSearches) {
    for (const FunctionScorer::Function& rate :
         std::vector<FunctionScorer::Function>{nan, silent, mad, at_times, Constant}) {
      const Answer answer = Play(method, {}, 6, rate);
      ASSERT_GE(answer.chosen, 0) << method;
      const bool some_end = std::ranges::any_of(answer.candidates, IsComplete, &Candidate::stop);
      EXPECT_EQ(IsComplete(answer.stop), some_end) << method;
      EXPECT_TRUE(some_end || answer.stop == StopReason::kLength) << method;
      EXPECT_FALSE(answer.text.empty()) << method;
    }
  }
}

TEST(BestOfN, AScoreThatIsNoNumberIsNeitherGoodNorBad) {
  for (const ScoreScale scale : {ScoreScale::kProbability, ScoreScale::kLog, ScoreScale::kRank}) {
    for (const char* selection : {"plain", "weighted"}) {
      FunctionScorer scorer(
          [](const Candidate& candidate) {
            const double total = candidate.final == "1"   ? std::nan("")
                                 : candidate.final == "2" ? 0.9
                                                          : 0.1;
            return Score{.total = total, .steps = {}};
          },
          scale);
      SearchContext context(std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{
                                {.text = "#### 1"}, {.text = "#### 3"}, {.text = "#### 2"}}),
                            scorer);
      const Answer answer = FindMethod("best_of_n")
                                .create({{"n", "3"}, {"selection", selection}})
                                ->Run(kQuestion, context);
      EXPECT_EQ(answer.final, "2") << selection << " " << ChoiceName(scale);
      EXPECT_FALSE(answer.candidates[0].score) << selection;
    }
  }
}

// Ranks of one round say nothing about those of another: at the end all are compared.
TEST(SearchMethods, AnswersOfAScorerThatRanksAreComparedTogether) {
  int compared = 0;
  for (const char* method : {"beam_search", "dvts", "lookahead", "particle_filter"}) {
    for (uint64_t seed = 1; seed <= 6; ++seed) {
      FunctionScorer scorer(
          [](const Candidate& candidate) {
            return Score{.total = static_cast<double>(candidate.text.size()), .steps = {}};
          },
          ScoreScale::kRank);
      SearchContext context(std::shared_ptr<Engine>(MakeToyEngine(seed)), scorer, seed);
      const Answer answer =
          FindMethod(method)
              .create({{"step", "line"}, {"step_tokens", "20"}, {"selection", "plain"}})
              ->Run(kQuestion, context);
      for (const Candidate& candidate : answer.candidates) {
        if (IsComplete(answer.stop) && !IsComplete(candidate.stop)) continue;
        EXPECT_LE(candidate.text.size(), answer.text.size());
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 20);
}

TEST(SearchMethods, StepsThatRepeatEachOtherAreOneNode) {
  for (const char* method : {"mcts", "coat"}) {
    FunctionScorer scorer(Constant);
    SearchContext context(
        std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>(3, {.text = "so be it\n\n"})),
        scorer);
    OptionValues options{{"iterations", "1"}, {"width", "3"}};
    if (method == std::string("mcts")) options.insert({"walk", "step"});
    if (method == std::string("coat")) options.insert({"brain", "none"});
    FindMethod(method).create(options)->Run(kQuestion, context);
    const auto told = std::ranges::find_if(context.events, [](const Event& event) {
      const auto* step = std::get_if<StepDone>(&event);
      return step != nullptr && step->name == "iteration";
    });
    ASSERT_NE(told, context.events.end()) << method;
    EXPECT_EQ(std::get<StepDone>(*told).detail, "1: 1 steps, 0 finished") << method;
  }
}

TEST(SearchMethods, RefuseStepsThatCannotBe) {
  const auto refusal = [](const char* method, const OptionValues& options) -> std::string {
    try {
      FindMethod(method).create(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  for (const char* method : kSearches) {
    EXPECT_NE(refusal(method, {{"max_steps", "0"}}).find("max_steps"), std::string::npos) << method;
    const std::string step = refusal(method, {{"step", "chapter"}});
    EXPECT_NE(step.find("chapter"), std::string::npos) << method;
    EXPECT_NE(step.find("blank_line"), std::string::npos) << method;
  }
}

// A tree that is left before its end has answers that are cut, whatever their last step ended with.
TEST(SearchMethods, ABeginningIsNoFinishedAnswer) {
  for (const char* method : {"coat", "mcts"}) {
    FunctionScorer scorer(ByEquations);
    SearchContext context(std::shared_ptr<Engine>(MakeToyEngine(3)), scorer, 3);
    OptionValues options{{"iterations", "1"}, {"step", "tokens"}, {"step_tokens", "3"}};
    if (method == std::string("mcts")) options.insert({{"walk", "step"}});
    const Answer answer = FindMethod(method).create(options)->Run(kQuestion, context);
    EXPECT_EQ(answer.stop, StopReason::kLength) << method;
    for (const Candidate& candidate : answer.candidates) {
      EXPECT_EQ(candidate.stop, StopReason::kLength) << method;
    }
    ASSERT_FALSE(context.warnings.empty());
    EXPECT_NE(context.warnings.back().find("no path reached"), std::string::npos);
  }
}

// A scorer that cannot tell has not said that an answer is good.
TEST(Coat, GoesOnWhereTheScorerCannotTell) {
  const auto rounds = [](Score score, ScoreScale scale, const char* first = "#### 1",
                         const char* second = "#### 2") {
    FunctionScorer scorer([&](const Candidate&) { return score; }, scale);
    SearchContext context(std::make_shared<ScriptedEngine>(
                              std::vector<ScriptedReply>{{.text = first}, {.text = second}}),
                          scorer);
    FindMethod("coat")
        .create({{"iterations", "3"}, {"width", "2"}, {"brain", "none"}})
        ->Run(kQuestion, context);
    return std::ranges::count_if(context.events, [](const Event& event) {
      const auto* step = std::get_if<StepDone>(&event);
      return step != nullptr && step->name == "iteration";
    });
  };
  EXPECT_EQ(rounds({.steps = {}, .abstained = true}, ScoreScale::kLog), 3);
  EXPECT_EQ(rounds({.total = 5, .steps = {}}, ScoreScale::kRank), 3);
  EXPECT_EQ(rounds({.total = 0.01, .steps = {}}, ScoreScale::kLog), 1);
  EXPECT_EQ(rounds({.total = 0.95, .steps = {}}, ScoreScale::kProbability), 1);
  EXPECT_EQ(rounds({.total = 0.5, .steps = {}}, ScoreScale::kProbability), 3);
  // No answer of the kind that was asked for.
  EXPECT_EQ(rounds({.total = 0.95, .steps = {}}, ScoreScale::kProbability, "well", "so be it"), 3);
}

TEST(SearchMethods, RebaseNeedsNoWidth) {
  EXPECT_NO_THROW(FindMethod("beam_search").create({{"n", "6"}, {"allocation", "rebase"}}));
}

// Where all answers weigh alike the weighted vote is the plain one.
TEST(BestOfN, WithAConstantScorerTheWeightedVoteIsTheMajority) {
  int decided = 0;
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    const auto run = [&](const char* selection) {
      FunctionScorer scorer(Constant);
      SearchContext context(MakeSimulatedPolicy({.right = 0.8}), scorer, seed);
      return FindMethod("best_of_n")
          .create({{"n", "9"}, {"prompt", "plain"}, {"selection", selection}})
          ->Run(kQuestion, context);
    };
    const Answer weighted = run("weighted");
    EXPECT_EQ(weighted.final, run("majority").final);
    decided += weighted.final != weighted.candidates.front().final ? 1 : 0;
  }
  EXPECT_GT(decided, 0);  // the vote was not always for the first
}

TEST(SearchMethods, RefuseAWidthThatDoesNotFit) {
  for (const char* method : {"beam_search", "dvts", "lookahead"}) {
    try {
      FindMethod(method).create({{"n", "6"}, {"width", "4"}});
      FAIL() << method;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()),
                "method " + std::string(method) + ": width=4 must divide n=6");
    }
  }
  EXPECT_THROW(FindMethod("coat").create({{"brain", "documents"}}), Error);
}

// Keeps what was asked.
class Listening : public ForwardingEngine {
 public:
  using ForwardingEngine::ForwardingEngine;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    for (const GenerateRequest& request : requests) {
      prompts.push_back(Detokenize(Render(request.prompt)));
    }
    return ForwardingEngine::Generate(requests, on_done, stop);
  }
  std::vector<std::string> prompts;
};

// The share of simulated questions that a method answers rightly; the same ones for every method.
double SimulatedAccuracy(const std::string& method, OptionValues options, double right,
                         double auc) {
  constexpr int kItems = 120;
  const std::shared_ptr<Engine> engine = MakeSimulatedPolicy({.right = right});
  options.insert({{"n", "16"}, {"prompt", "plain"}});
  int correct = 0;
  for (uint64_t item = 0; item < kItems; ++item) {
    FunctionScorer scorer([&](const Candidate& candidate) {
      const RandomStream noise = RandomStream(item).Child("noise");
      return Score{.total = SimulatedScore(candidate.text, auc, noise), .steps = {}};
    });
    SearchContext context(engine, scorer, item);
    context.sampling.temperature = 1;
    context.sampling.top_k = 0;
    context.sampling.top_p = 1;
    context.sampling.min_p = 0;
    const Answer answer = FindMethod(method).create(options)->Run(kQuestion, context);
    correct += answer.final == "1" ? 1 : 0;
  }
  return static_cast<double>(correct) / kItems;
}

// The whole table is docs/studies/simulated-searches.md; these margins are half of what it shows.
TEST(SimulatedPolicy, OrdersTheSearchesAsPublished) {
  const double plain = SimulatedAccuracy("best_of_n", {{"selection", "plain"}}, 0.95, 0.6);
  const double weighted = SimulatedAccuracy("best_of_n", {}, 0.95, 0.6);
  EXPECT_GT(weighted, plain + 0.07);  // easy questions, a bad scorer
  EXPECT_LT(SimulatedAccuracy("beam_search", {}, 0.95, 0.6), weighted);
  const double hard = SimulatedAccuracy("best_of_n", {}, 0.75, 0.9);
  const double particles =
      SimulatedAccuracy("particle_filter", {{"selection", "weighted"}}, 0.75, 0.9);
  EXPECT_GT(SimulatedAccuracy("beam_search", {}, 0.75, 0.9), hard + 0.15);  // a good one
  EXPECT_GT(particles, hard + 0.15);
}

TEST(Coat, ChildrenSeeTheMemoriesOfTheirAncestorsAlone) {
  // Two thoughts and a memory for each, then what grows out of the better one.
  auto model = std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{
      {.text = "Left 1.\n\n"},
      {.text = "Right 9.\n\n"},
      {.text = "lemons are sour"},
      {.text = "pears are sweet"},
      {.text = "Yes"},
      {.text = "Yes"},
      {.text = "#### 9"},
      {.text = "#### 8"},
  });
  const auto engine = std::make_shared<Listening>(model);
  FunctionScorer scorer([](const Candidate& candidate) {
    return Score{.total = candidate.text.find('9') != std::string::npos ? 0.8 : 0.2, .steps = {}};
  });
  SearchContext context(engine, scorer);
  const auto method = FindMethod("coat").create(
      {{"iterations", "2"}, {"width", "2"}, {"step", "blank_line"}, {"enough", "0"}});
  const Answer answer = method->Run(kQuestion, context);
  EXPECT_EQ(answer.final, "9");
  EXPECT_EQ(answer.text.find("sweet"), std::string::npos);  // a memory is no part of the answer
  ASSERT_EQ(answer.candidates.size(), 2u);
  EXPECT_EQ(answer.candidates[0].generation.text, "Right 9.\n\n#### 9");
  EXPECT_NEAR(*answer.candidates[0].score, 0.8, 1e-9);  // an end has no memory
  ASSERT_EQ(engine->prompts.size(), 8u);
  for (const size_t child : {6, 7}) {
    const std::string& prompt = engine->prompts[child];
    EXPECT_TRUE(prompt.ends_with("Right 9.\n\n(Worth remembering: pears are sweet)\n\n")) << prompt;
    EXPECT_EQ(prompt.find("lemons"), std::string::npos);
  }
}

}  // namespace
}  // namespace ponder
