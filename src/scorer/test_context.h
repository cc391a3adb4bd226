// A context with one engine and nothing else. Tests only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ponder/method.h"

namespace ponder {

class BareContext : public Context {
 public:
  BareContext(std::shared_ptr<Engine> engine, bool shared)
      : engine_(std::move(engine)), shared_(shared) {}
  Engine& EngineFor(Role) override { return *engine_; }
  bool SharesEngine(Role) const override { return shared_; }
  Scorer& GetScorer() override { throw Error(ErrorCode::kInternal, "none"); }
  std::string ScorerName() const override { return ""; }
  const RandomStream& Random() const override { return random_; }
  std::stop_token Stop() const override { return {}; }
  void Emit(const Event&) override {}
  void Warn(std::string) override {}
  Language GetLanguage() const override { return Language::kEnglish; }
  const Sampling& GetSampling() const override { return sampling_; }
  int MaxTokens() const override { return 100; }
  const std::vector<std::string>& StopStrings() const override { return stop_; }
  std::optional<int> TopLogprobs() const override { return std::nullopt; }
  std::shared_ptr<const Signals> GetSignals() const override { return nullptr; }

 private:
  std::shared_ptr<Engine> engine_;
  bool shared_;
  RandomStream random_;
  Sampling sampling_;
  std::vector<std::string> stop_;
};

}  // namespace ponder
