// For tests of scorers: a context with one engine and nothing else.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ponder/method.h"

namespace ponder {

class BareContext : public Context {
 public:
  // `shared`: the judge's model is the policy's.
  explicit BareContext(std::shared_ptr<Engine> engine, bool shared = true)
      : engine_(std::move(engine)), shared_(shared) {}
  Engine& EngineFor(Role) override { return *engine_; }
  bool SharesEngine(Role) const override { return shared_; }
  Scorer& GetScorer() override { throw Error(ErrorCode::kInternal, "none"); }
  std::string ScorerName() const override { return ""; }
  const RandomStream& Random() const override { return random_; }
  std::stop_token Stop() const override { return {}; }
  void Emit(const Event&) override {}
  void Warn(std::string text) override { warnings.push_back(std::move(text)); }
  Language GetLanguage() const override { return Language::kEnglish; }
  const Sampling& GetSampling() const override { return sampling_; }
  int MaxTokens() const override { return 100; }
  const std::vector<std::string>& StopStrings() const override { return stop_; }
  std::optional<int> TopLogprobs() const override { return std::nullopt; }
  std::shared_ptr<const Signals> GetSignals() const override { return nullptr; }

  std::vector<std::string> warnings;

 private:
  std::shared_ptr<Engine> engine_;
  bool shared_;
  RandomStream random_;
  Sampling sampling_;
  std::vector<std::string> stop_;
};

}  // namespace ponder
