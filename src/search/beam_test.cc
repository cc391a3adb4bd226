#include "search/beam.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/fake/scripted.h"
#include "engine/fake/toy.h"
#include "engine/forwarding.h"
#include "search/search_context.h"

namespace ponder {
namespace {

const Question kQuestion{{Message("user", std::string("How many?"))}, AnswerKind::kNumber};

// Likes texts with many equals signs, for want of anything better.
Score ByEquations(const Candidate& candidate) {
  const auto count = std::count(candidate.text.begin(), candidate.text.end(), '=');
  const auto length = static_cast<double>(candidate.text.size() + 1);
  return {.total = (static_cast<double>(count) + 1) / length, .steps = {}};
}

struct Lab {
  explicit Lab(uint64_t seed, FunctionScorer::Function rate = ByEquations)
      : scorer(std::move(rate)),
        context(std::shared_ptr<Engine>(MakeToyEngine(seed)), scorer, seed),
        source(kQuestion, context, kQuestion.Chat(kQuestion.messages),
               {.border = StepBorder::kLine, .step_tokens = 20, .max_steps = 12}, {}),
        paths(source, scorer, StepAggregate::kLast) {}

  FunctionScorer scorer;
  SearchContext context;
  StepSource source;
  PathScorer paths;
};

std::string GreedyText(uint64_t seed, int width) {
  Lab lab(seed);
  Path at = lab.source.Root();
  while (at.open()) {
    std::vector<Path> children;
    for (int i = 0; i < width; ++i) children.push_back(at.Fork(static_cast<uint64_t>(i)));
    std::vector<Path*> all;
    for (Path& child : children) all.push_back(&child);
    lab.source.Extend(all);
    lab.paths.Rate(all);
    const Path* best = all.front();
    const auto cut = [](const Path& path) { return path.end == StopReason::kLength; };
    for (const Path* child : all) {
      const bool better = lab.paths.Value(*child) > lab.paths.Value(*best);
      if (cut(*child) == cut(*best) ? better : cut(*best)) best = child;
    }
    at = *best;
  }
  return at.said.text;
}

TEST(Beam, ThatKeepsOnePathIsGreedyStepSearch) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Lab lab(seed);
    const auto found = BeamSearch(lab.source, lab.paths, {.n = 4, .width = 4});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].said.text, GreedyText(seed, 4));
  }
}

TEST(Beam, EndsWithOnePathForEveryPlaceAtMost) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    Lab lab(seed);
    const auto found = BeamSearch(lab.source, lab.paths, {.n = 16, .width = 4});
    EXPECT_GE(found.size(), 1u);
    EXPECT_LE(found.size(), 4u);
    for (const Path& path : found) EXPECT_FALSE(path.open());
  }
}

TEST(Beam, TreesDoNotSeeEachOther) {
  const auto run = [](FunctionScorer::Function rate) {
    Lab lab(3, std::move(rate));
    return BeamSearch(lab.source, lab.paths, {.n = 8, .width = 4, .trees = 2});
  };
  const auto both = run(ByEquations);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_NE(both[0].said.text, both[1].said.text);
}

TEST(Beam, LookingAheadAsksMoreAndKeepsTheSteps) {
  Lab near(5);
  Lab far(5);
  const auto a = BeamSearch(near.source, near.paths, {.n = 8, .width = 4});
  const auto b = BeamSearch(far.source, far.paths, {.n = 8, .width = 4, .lookahead = 3});
  const auto asked = [](const SearchContext& context) {
    return std::count_if(context.events.begin(), context.events.end(), [](const Event& event) {
      return std::holds_alternative<TokensGenerated>(event);
    });
  };
  EXPECT_GT(asked(far.context), asked(near.context));
  for (const Path& path : b) EXPECT_EQ(path.values.size(), std::max<size_t>(path.steps(), 1));
}

// What was seen ahead is one value of the path, and leaves those of its own steps alone.
TEST(Beam, LookingAheadIsAggregatedOnce) {
  for (const StepAggregate how : {StepAggregate::kProduct, StepAggregate::kMin}) {
    Lab lab(5, [](const Candidate& candidate) {
      Score score{.total = 0.9, .steps = std::vector<double>(candidate.step_ends.size(), 0.9)};
      if (score.steps.size() > 2) score.steps[2] = 0.5;
      return score;
    });
    const PathScorer paths(lab.source, lab.scorer, how);
    const auto found = BeamSearch(lab.source, paths, {.n = 4, .width = 2, .lookahead = 1});
    int checked = 0;
    for (const Path& path : found) {
      if (path.steps() < 3) continue;
      ++checked;
      std::vector<double> steps(path.steps(), 0.9);
      steps[2] = 0.5;
      EXPECT_EQ(path.values, steps);
      EXPECT_NEAR(paths.Value(path), AggregateSteps(steps, how), 1e-12);  // nothing lies ahead
    }
    EXPECT_GT(checked, 0);
  }
}

// A scorer without scores of steps says one thing of the text ahead, however many steps that has.
TEST(Beam, LookingFurtherAheadDoesNotCountAScoreTwice) {
  for (const int lookahead : {1, 3}) {
    Lab lab(5, [](const Candidate&) { return Score{.total = 0.5, .steps = {}}; });
    const PathScorer paths(lab.source, lab.scorer, StepAggregate::kProduct);
    const auto found = BeamSearch(lab.source, paths, {.n = 4, .width = 2, .lookahead = lookahead});
    ASSERT_FALSE(found.empty());
    for (const Path& path : found) {
      EXPECT_NEAR(paths.Value(path), std::pow(0.5, path.steps()), 1e-12);
    }
  }
}

// In the second round all requests fail but the first.
class FirstAloneWorks : public ForwardingEngine {
 public:
  using Engine::Generate;
  using ForwardingEngine::ForwardingEngine;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    auto results = ForwardingEngine::Generate(requests, on_done, stop);
    for (size_t i = 1; round_ == 1 && i < results.size(); ++i) {
      results[i] = {};
      results[i].stop = StopReason::kError;
      results[i].error = "broken";
    }
    ++round_;
    return results;
  }

 private:
  int round_ = 0;
};

std::vector<Path> FoundWhereOneIsLeft(Allocation allocation) {
  FunctionScorer scorer(ByEquations);
  const auto toy = std::shared_ptr<Engine>(MakeToyEngine(5));
  SearchContext context(std::make_shared<FirstAloneWorks>(toy), scorer, 5);
  StepSource source(kQuestion, context, kQuestion.Chat(kQuestion.messages),
                    {.border = StepBorder::kTokens, .step_tokens = 3, .max_steps = 4}, {});
  const PathScorer paths(source, scorer, StepAggregate::kLast);
  return BeamSearch(source, paths, {.n = 8, .width = 4, .allocation = allocation});
}

// The one that was left has filled all places.
TEST(Beam, WhatFailedTakesNoPlaceWhereAnotherGoesOn) {
  for (const auto& [allocation, places] :
       {std::pair(Allocation::kTop, 2u), std::pair(Allocation::kRebase, 8u)}) {
    const auto found = FoundWhereOneIsLeft(allocation);
    EXPECT_EQ(found.size(), places) << ChoiceName(allocation);
    for (const Path& path : found) EXPECT_NE(path.end, StopReason::kError);
  }
}

TEST(Beam, OfSiblingsThatSaidTheSameOneIsKept) {
  FunctionScorer scorer([](const Candidate& candidate) {
    return Score{.total = candidate.text.starts_with("a") ? 0.9 : 0.5, .steps = {}};
  });
  std::vector<ScriptedReply> replies{
      {.text = "a\n\n"}, {.text = "a\n\n"}, {.text = "a\n\n"}, {.text = "b\n\n"}};
  for (int i = 0; i < 4; ++i) replies.push_back({.text = "end"});
  const auto engine = std::make_shared<ScriptedEngine>(replies);
  SearchContext context(engine, scorer);
  StepSource source(kQuestion, context, kQuestion.Chat(kQuestion.messages), {}, {});
  const auto found =
      BeamSearch(source, PathScorer(source, scorer, StepAggregate::kLast), {.n = 4, .width = 2});
  // The second place is that of "b", not of another "a"; of each one's children one stays.
  EXPECT_EQ(engine->used(), 8u);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].said.text, "a\n\nend");
  EXPECT_EQ(found[1].said.text, "b\n\nend");
}

TEST(Beam, EqualScoresKeepTheFirstOnes) {
  const auto run = [] {
    Lab lab(7, [](const Candidate&) { return Score{.total = 0.5, .steps = {}}; });
    return BeamSearch(lab.source, lab.paths, {.n = 4, .width = 2});
  };
  const auto a = run();
  const auto b = run();
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].said.text, b[i].said.text);
}

TEST(Beam, StopsWhenItIsStopped) {
  Lab lab(9);
  lab.context.stopping.request_stop();
  const auto found = BeamSearch(lab.source, lab.paths, {.n = 8, .width = 4});
  ASSERT_FALSE(found.empty());
  for (const Path& path : found) EXPECT_EQ(path.end, StopReason::kCancelled);
}

TEST(Rebase, SharesGoByScoreBestFirst) {
  EXPECT_EQ(RebaseShares({0.9, 0.9, 0.9, 0.9}, 8, 0.2), (std::vector<int>{2, 2, 2, 2}));
  EXPECT_EQ(RebaseShares({1.0, 0.0}, 4, 0.2), (std::vector<int>{4, 0}));
  EXPECT_EQ(RebaseShares({0.6, 0.5, 0.4}, 6, 0.2), (std::vector<int>{4, 2, 0}));
  EXPECT_EQ(RebaseShares({0.5, 0.5, 0.5}, 2, 0.2), (std::vector<int>{1, 1, 0}));
  EXPECT_TRUE(RebaseShares({}, 4, 0.2).empty());
}

TEST(Rebase, SearchEndsAndFindsAtMostN) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    Lab lab(seed);
    const auto found =
        BeamSearch(lab.source, lab.paths, {.n = 8, .width = 4, .allocation = Allocation::kRebase});
    EXPECT_GE(found.size(), 1u);
    EXPECT_LE(found.size(), 8u);
  }
}

}  // namespace
}  // namespace ponder
