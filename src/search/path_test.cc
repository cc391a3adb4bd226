#include "search/path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/fake/scripted.h"
#include "engine/forwarding.h"
#include "search/path_scores.h"
#include "search/search_context.h"

namespace ponder {
namespace {

const Question kQuestion{{Message("user", std::string("How many?"))}, AnswerKind::kNumber};

// One path over a model that says these things, one a request.
class Walk {
 public:
  Walk(std::vector<ScriptedReply> replies, StepRules rules, std::vector<std::string> stop = {})
      : scorer_([](const Candidate&) { return Score{.total = 0.5, .steps = {}}; }),
        engine_(std::make_shared<ScriptedEngine>(std::move(replies))),
        context_(engine_, scorer_) {
    context_.stop = std::move(stop);
    source_.emplace(kQuestion, context_, kQuestion.Chat(kQuestion.messages), rules, ScorerNeeds{});
    path = source_->Root();
  }
  Walk& Go(int steps = 1) {
    for (int i = 0; i < steps; ++i) {
      Path* const paths[] = {&path};
      source_->Extend(paths);
    }
    return *this;
  }
  Candidate AsCandidate() const { return source_->AsCandidate(path); }
  size_t asked() const { return engine_->used(); }
  SearchContext& context() { return context_; }

  Path path;

 private:
  FunctionScorer scorer_;
  std::shared_ptr<ScriptedEngine> engine_;
  SearchContext context_;
  std::optional<StepSource> source_;
};

TEST(Path, StepsEndAtBlankLinesAndTheTextKeepsThem) {
  Walk walk({{.text = "First 1.\n\nnot this"}, {.text = "Then 2.\n\n"}, {.text = "#### 3"}}, {});
  walk.Go();
  EXPECT_EQ(walk.path.said.text, "First 1.\n\n");
  EXPECT_EQ(walk.path.LastStep(), "First 1.\n\n");
  EXPECT_TRUE(walk.path.open());
  EXPECT_FALSE(walk.AsCandidate().final);  // no answer before it says so
  // Every token stands for its text: what goes on is never read anew.
  EXPECT_EQ(walk.path.said.covered, walk.path.said.text.size());
  EXPECT_EQ(walk.path.said.covering_tokens, walk.path.said.tokens.size());
  walk.Go(2);
  EXPECT_EQ(walk.path.said.text, "First 1.\n\nThen 2.\n\n#### 3");
  EXPECT_EQ(walk.path.end, StopReason::kEnd);
  EXPECT_EQ(walk.path.steps(), 3u);
  const Candidate candidate = walk.AsCandidate();
  EXPECT_EQ(candidate.final, "3");
  EXPECT_EQ(candidate.step_ends, (std::vector<size_t>{10, 19, 25}));
  walk.Go();  // nothing more to do
  EXPECT_EQ(walk.asked(), 3u);
}

TEST(Path, AStepWithoutTextGoesOnAndThenEnds) {
  Walk walk({{.text = "\n\n"}, {.text = "\n\nno"}, {.text = "Now 1.\n\n"}}, {});
  walk.Go();
  EXPECT_EQ(walk.path.said.text, "\n\n\n\nNow 1.\n\n");
  EXPECT_EQ(walk.path.steps(), 1u);
  Walk stuck(std::vector<ScriptedReply>(9, {.text = "\n\n"}), {});
  stuck.Go();
  EXPECT_EQ(stuck.path.end, StopReason::kLength);
  EXPECT_EQ(stuck.path.steps(), 0u);
  EXPECT_EQ(stuck.asked(), 4u);
}

TEST(Path, SentencesAreNotCutInTheirMiddle) {
  Walk walk({{.text = "1. "}, {.text = "Take 3.5 e.g. "}, {.text = "pears. Then"}, {.text = "x"}},
            {.border = StepBorder::kSentence});
  walk.Go();
  EXPECT_EQ(walk.path.said.text, "1. Take 3.5 e.g. pears. ");
  EXPECT_EQ(walk.path.steps(), 1u);
}

TEST(Path, LongStepsAreCutAndTheLastGoesToTheEnd) {
  Walk walk({{.text = "a b c d"}, {.text = " e\nf\n\ng h"}},
            {.border = StepBorder::kLine, .step_tokens = 3, .max_steps = 2});
  walk.Go();
  EXPECT_EQ(walk.path.said.text, "a b c");
  EXPECT_TRUE(walk.path.open());
  walk.Go();
  EXPECT_EQ(walk.path.said.text, "a b c e\nf\n\ng h");
  EXPECT_EQ(walk.path.end, StopReason::kEnd);
}

// A model whose replies are cut in the middle of a character where they are cut for length: their
// last token stands for nothing in the text. Of one token alone nothing is left.
class HalfCharacters : public ForwardingEngine {
 public:
  using Engine::Generate;
  using ForwardingEngine::ForwardingEngine;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    auto results = ForwardingEngine::Generate(requests, on_done, stop);
    for (Generation& result : results) {
      if (result.stop != StopReason::kLength) continue;
      if (result.tokens.size() == 1) result.text = "";
      if (result.tokens.size() == 1) result.covered = result.covering_tokens = 0;
      if (result.tokens.size() > 1) result.tokens.push_back(kHalf);
    }
    for (const GenerateRequest& request : requests) asked.push_back(request.max_tokens);
    return results;
  }
  static constexpr Token kHalf = 1'000'000;
  std::vector<int> asked;  // tokens of each request, at most
};

TEST(Path, HalfACharacterIsNotGoneOnFrom) {
  FunctionScorer scorer([](const Candidate&) { return Score{.total = 0.5, .steps = {}}; });
  const auto script = std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{
      {.text = "a b c d e"}, {.text = "f g h i"}, {.text = "j"}, {.text = "#### 1"}});
  const auto engine = std::make_shared<HalfCharacters>(script);
  SearchContext context(engine, scorer);
  StepSource source(kQuestion, context, kQuestion.Chat(kQuestion.messages),
                    {.border = StepBorder::kTokens, .step_tokens = 3}, {});
  Path path = source.Root();
  Path* const paths[] = {&path};
  source.Extend(paths);
  source.Extend(paths);
  EXPECT_EQ(path.said.text, "a b cf g h");
  EXPECT_EQ(path.steps(), 2u);
  std::vector<Token> tokens;
  for (const PathPiece& part : path.pieces) {
    tokens.insert(tokens.end(), part.piece.tokens.begin(), part.piece.tokens.end());
  }
  EXPECT_EQ(path.said.tokens, tokens);
  EXPECT_EQ(path.said.covering_tokens, tokens.size());
  EXPECT_EQ(path.said.covered, path.said.text.size());
  EXPECT_EQ(std::ranges::count(tokens, HalfCharacters::kHalf), 0);
}

TEST(Path, AStepOfHalfACharacterIsAskedForWithRoomForAWhole) {
  FunctionScorer scorer([](const Candidate&) { return Score{.total = 0.5, .steps = {}}; });
  const auto script = std::make_shared<ScriptedEngine>(
      std::vector<ScriptedReply>{{.text = "a b c d e"}, {.text = "f g h i"}});
  const auto engine = std::make_shared<HalfCharacters>(script);
  SearchContext context(engine, scorer);
  StepSource source(kQuestion, context, kQuestion.Chat(kQuestion.messages),
                    {.border = StepBorder::kTokens, .step_tokens = 1}, {});
  Path path = source.Root();
  Path* const paths[] = {&path};
  source.Extend(paths);
  EXPECT_EQ(engine->asked, (std::vector<int>{1, 4}));
  EXPECT_EQ(path.said.text, "f g h i");
  EXPECT_EQ(path.steps(), 1u);
}

TEST(Path, EndsAtTheCandidatesOwnLimits) {
  Walk walk({{.text = "a b c.\n\n"}, {.text = "d e f g h i j k"}}, {});
  walk.context().max_tokens = 9;
  walk.Go(2);
  EXPECT_EQ(walk.path.end, StopReason::kLength);
  EXPECT_EQ(walk.path.said.usage.generated, 9);
  Walk stop({{.text = "a STOP b"}}, {}, {"STOP"});
  stop.Go();
  EXPECT_EQ(stop.path.end, StopReason::kStopString);
  EXPECT_EQ(stop.path.said.text, "a ");
}

TEST(Path, CanBeCutBackAndForked) {
  Walk walk({{.text = "One.\n\n"}, {.text = "Two.\n\n"}, {.text = "Three.\n\n"}}, {});
  walk.Go();
  const Path after_one = walk.path;
  walk.Go(2);
  const Path cut = walk.path.CutTo(1);
  EXPECT_EQ(cut.said.text, after_one.said.text);
  EXPECT_EQ(cut.said.tokens, after_one.said.tokens);
  EXPECT_EQ(cut.said.usage.generated, after_one.said.usage.generated);
  EXPECT_EQ(cut.pieces.size(), after_one.pieces.size());
  EXPECT_EQ(cut.said.covered, after_one.said.covered);
  EXPECT_EQ(walk.path.CutTo(9).said.text, walk.path.said.text);
  EXPECT_TRUE(walk.path.CutTo(0).said.text.empty());
  EXPECT_FALSE(walk.path.Fork(0).random == walk.path.Fork(1).random);
}

TEST(Path, NotesAreSeenAndNotSaid) {
  Walk walk({{.text = "One.\n\n"}, {.text = "Two.\n\n"}}, {});
  walk.Go();
  walk.path.Note("(note)\n\n");
  walk.Go();
  EXPECT_EQ(walk.path.said.text, "One.\n\nTwo.\n\n");
  std::string seen;
  for (const PathPiece& part : walk.path.pieces) seen += part.piece.text;
  EXPECT_EQ(seen, "One.\n\n(note)\n\nTwo.\n\n");
  EXPECT_EQ(walk.path.said.covered, 6u);  // up to the note
}

TEST(PathScores, ComeByStepOrOneAfterTheOther) {
  Walk walk({{.text = "One.\n\n"}, {.text = "Two.\n\n"}, {.text = "Three.\n\n"}}, {});
  double next = 0.8;
  FunctionScorer whole([&](const Candidate&) { return Score{.total = next, .steps = {}}; });
  SearchContext context(nullptr, whole);
  const StepSource source(kQuestion, walk.context(), {}, {}, {});
  const PathScorer least(source, whole, StepAggregate::kMin);
  Path* const paths[] = {&walk.path};
  for (const double score : {0.8, 0.3, 0.6}) {
    next = score;
    walk.Go();
    least.Rate(paths);
  }
  EXPECT_EQ(walk.path.values, (std::vector<double>{0.8, 0.3, 0.6}));
  EXPECT_DOUBLE_EQ(least.Value(walk.path), 0.3);

  FunctionScorer steps([](const Candidate& candidate) {
    return Score{.total = 0.9, .steps = std::vector<double>(candidate.step_ends.size(), 0.4)};
  });
  PathScorer(source, steps, StepAggregate::kLast).Rate(paths);
  EXPECT_EQ(walk.path.values, (std::vector<double>{0.4, 0.4, 0.4}));
}

TEST(PathScores, CopiesAreAskedAboutOnce) {
  Walk a({{.text = "One.\n\n"}}, {});
  Walk b({{.text = "Two.\n\n"}}, {});
  a.Go();
  b.Go();
  Path copy = a.path.Fork(1);
  Path noted = a.path.Fork(2);
  noted.Note("(note)\n\n");
  int asked = 0;
  FunctionScorer scorer([&](const Candidate& candidate) {
    ++asked;
    return Score{.total = candidate.text[0] == 'O' ? 0.9 : 0.2, .steps = {}};
  });
  const StepSource source(kQuestion, a.context(), {}, {}, {});
  const PathScorer scores(source, scorer, StepAggregate::kLast);
  Path* const paths[] = {&a.path, &b.path, &copy, &noted};
  scores.Rate(paths);
  EXPECT_EQ(asked, 3);  // a note may be seen by who looks at states
  EXPECT_DOUBLE_EQ(scores.Value(b.path), 0.2);
  EXPECT_DOUBLE_EQ(scores.Value(copy), 0.9);
  EXPECT_DOUBLE_EQ(scores.Value(noted), 0.9);
}

TEST(PathScores, WhatIsNoNumberIsNeitherGoodNorBad) {
  Walk a({{.text = "One.\n\n"}}, {});
  Walk b({{.text = "Two.\n\n"}}, {});
  a.Go();
  b.Go();
  FunctionScorer odd([](const Candidate& candidate) {
    return Score{.total = candidate.text[0] == 'O' ? std::nan("") : 0.25, .steps = {}};
  });
  const StepSource source(kQuestion, a.context(), {}, {}, {});
  const PathScorer scorer(source, odd, StepAggregate::kLast);
  Path* const paths[] = {&a.path, &b.path};
  scorer.Rate(paths);
  EXPECT_DOUBLE_EQ(scorer.Value(a.path), 0.25);
  EXPECT_DOUBLE_EQ(scorer.LogWeight(b.path), std::log(0.25 / 0.75));
}

}  // namespace
}  // namespace ponder
