// A method that runs another one as a part of its own run.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ponder/method.h"

namespace ponder {

// The context of the other method: all as in the outer one, but listeners see its candidates
// numbered from `first` on.
class NestedContext : public Context {
 public:
  NestedContext(Context& outer, int first) : outer_(outer), first_(first) {}

  Engine& EngineFor(Role role) override { return outer_.EngineFor(role); }
  bool SharesEngine(Role role) const override { return outer_.SharesEngine(role); }
  Scorer& GetScorer() override { return outer_.GetScorer(); }
  std::string ScorerName() const override { return outer_.ScorerName(); }
  OptionValues ScorerOptions() const override { return outer_.ScorerOptions(); }
  const RandomStream& Random() const override { return outer_.Random(); }
  std::stop_token Stop() const override { return outer_.Stop(); }
  std::optional<int64_t> TokensLeft() const override { return outer_.TokensLeft(); }
  void Emit(const Event& event) override;
  void Warn(std::string text) override { outer_.Warn(std::move(text)); }
  Language GetLanguage() const override { return outer_.GetLanguage(); }
  const Sampling& GetSampling() const override { return outer_.GetSampling(); }
  int MaxTokens() const override { return outer_.MaxTokens(); }
  const std::vector<std::string>& StopStrings() const override { return outer_.StopStrings(); }
  std::optional<int> TopLogprobs() const override { return outer_.TopLogprobs(); }
  std::shared_ptr<const Signals> GetSignals() const override { return outer_.GetSignals(); }
  ScorerNeeds RaterNeeds() const override { return outer_.RaterNeeds(); }

 private:
  Context& outer_;
  int first_;
};

// The answer of a method that ran after `before`: its candidates behind these.
Answer Behind(std::vector<Candidate> before, Answer answer);

}  // namespace ponder
