// Holds an engine to the run's budget, and writes down what it costs.
//
// A batch whose wishes fit what is left runs as it is. Otherwise each request gets an equal share
// (the first ones one token more where it does not divide, none more than it wished for); what
// those that stop early leave over is split again among those that were cut, which go on exactly
// where they stood, until nothing is left or nobody needs it. So a batch is split at fixed points,
// by token counts only. A generation cut this way stops for kBudget. An engine that cannot resume
// (a remote one) gets its share once.
#pragma once

#include <memory>
#include <vector>

#include "engine/budget_ledger.h"
#include "engine/forwarding.h"

namespace ponder {

class MeteredEngine : public ForwardingEngine {
 public:
  // `model` tells the engines of one run apart in the ledger.
  MeteredEngine(std::shared_ptr<Engine> inner, std::shared_ptr<BudgetLedger> ledger,
                LedgerLine line, uint64_t model = 0)
      : ForwardingEngine(std::move(inner)),
        ledger_(std::move(ledger)),
        line_(std::move(line)),
        model_(model) {}

  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;
  // A continuation that does not fit the budget comes back without tokens.
  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override;

 private:
  friend class MeteredBatch;
  std::vector<Generation> Call(std::span<const GenerateRequest> requests, const OnDone& on_done,
                               std::stop_token stop);

  std::shared_ptr<BudgetLedger> ledger_;
  LedgerLine line_;
  uint64_t model_;
};

}  // namespace ponder
