// The world of one run, as its method sees it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/budget_ledger.h"
#include "engine/metered.h"
#include "ponder/runner.h"

namespace ponder {

class RunContext : public Context {
 public:
  // `engines` has an entry for every role; `scorer` may be null when the method does not score.
  RunContext(const Request& request, const std::map<Role, std::shared_ptr<Engine>>& engines,
             std::shared_ptr<BudgetLedger> ledger, std::shared_ptr<Scorer> scorer,
             std::string scorer_name, const EventSink& events, std::stop_token stop);

  void SetRaterNeeds(const ScorerNeeds& needs) { rater_needs_ = needs; }

  Engine& EngineFor(Role role) override;
  bool SharesEngine(Role role) const override;
  Scorer& GetScorer() override;
  std::string ScorerName() const override { return scorer_name_; }
  OptionValues ScorerOptions() const override { return request_.scorer_options; }
  const RandomStream& Random() const override { return random_; }
  std::stop_token Stop() const override { return stop_; }
  std::optional<int64_t> TokensLeft() const override { return ledger_->Left(); }
  void Emit(const Event& event) override;
  void Warn(std::string text) override;
  Language GetLanguage() const override { return request_.language; }
  const Sampling& GetSampling() const override { return request_.sampling; }
  int MaxTokens() const override { return request_.max_tokens; }
  const std::vector<std::string>& StopStrings() const override { return request_.stop; }
  std::optional<int> TopLogprobs() const override { return request_.top_logprobs; }
  std::shared_ptr<const Signals> GetSignals() const override { return request_.signals; }
  ScorerNeeds RaterNeeds() const override { return rater_needs_; }

  std::vector<std::string> TakeWarnings();

 private:
  const Request& request_;
  const std::map<Role, std::shared_ptr<Engine>>& engines_;
  std::shared_ptr<BudgetLedger> ledger_;
  std::map<Role, std::unique_ptr<MeteredEngine>> metered_;
  std::shared_ptr<Scorer> scorer_;
  std::string scorer_name_;
  ScorerNeeds rater_needs_;
  const EventSink& events_;
  std::stop_token stop_;
  RandomStream random_;
  std::mutex mutex_;  // events one at a time, and the warnings
  std::vector<std::string> warnings_;
};

}  // namespace ponder
