// For tests of searches: a context with an engine, a scorer, a seed, and a memory of events.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scorer/bare_context.h"

namespace ponder {

// Rates by any function of a candidate.
class FunctionScorer : public Scorer {
 public:
  using Function = std::function<Score(const Candidate&)>;
  explicit FunctionScorer(Function function, ScoreScale scale = ScoreScale::kProbability)
      : function_(std::move(function)), scale_(scale) {}
  ScoreScale Scale() const override { return scale_; }
  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) scores.push_back(function_(candidate));
    rated += candidates.size();
    return scores;
  }
  size_t rated = 0;

 private:
  Function function_;
  ScoreScale scale_;
};

class SearchContext : public BareContext {
 public:
  SearchContext(std::shared_ptr<Engine> engine, Scorer& scorer, uint64_t seed = 1)
      : BareContext(std::move(engine)), scorer_(scorer), seed_(seed) {}
  Scorer& GetScorer() override { return scorer_; }
  std::string ScorerName() const override { return "test"; }
  const RandomStream& Random() const override { return seed_; }
  int MaxTokens() const override { return max_tokens; }
  const std::vector<std::string>& StopStrings() const override { return stop; }
  std::stop_token Stop() const override { return stopping.get_token(); }
  const Sampling& GetSampling() const override { return sampling; }
  void Emit(const Event& event) override { events.push_back(event); }

  int max_tokens = 200;
  std::vector<std::string> stop;
  Sampling sampling;
  std::stop_source stopping;
  std::vector<Event> events;

 private:
  Scorer& scorer_;
  RandomStream seed_;
};

}  // namespace ponder
