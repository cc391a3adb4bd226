#include "engine/metered.h"

#include <utility>

#include "engine/metered_batch.h"

namespace ponder {
namespace {

class EngineClock {
 public:
  explicit EngineClock(BudgetLedger& ledger) : ledger_(ledger) { ledger_.EnterEngine(); }
  ~EngineClock() { ledger_.LeaveEngine(); }
  EngineClock(const EngineClock&) = delete;
  EngineClock& operator=(const EngineClock&) = delete;

 private:
  BudgetLedger& ledger_;
};

}  // namespace

std::vector<Generation> MeteredEngine::Generate(std::span<const GenerateRequest> requests,
                                                const OnDone& on_done, std::stop_token stop) {
  if (requests.empty()) return {};
  return MeteredBatch(*this, requests, on_done).Run(std::move(stop));
}

std::vector<Generation> MeteredEngine::Call(std::span<const GenerateRequest> requests,
                                            const OnDone& on_done, std::stop_token stop) {
  const EngineClock clock(*ledger_);
  if (ledger_->FirstTokenSeconds() > 0) {
    return inner().Generate(requests, on_done, std::move(stop));
  }
  std::vector<GenerateRequest> watched(requests.begin(), requests.end());
  for (GenerateRequest& request : watched) {
    request.on_text = [ledger = ledger_, told = false,
                       next = request.on_text](const StreamUpdate& update) mutable {
      if (!told) ledger->NoteFirstToken();
      told = true;
      if (next) next(update);
    };
  }
  return inner().Generate(watched, on_done, std::move(stop));
}

std::vector<Evaluation> MeteredEngine::Evaluate(std::span<const EvaluateRequest> requests,
                                                std::stop_token stop) {
  std::vector<Evaluation> results(requests.size());
  std::vector<EvaluateRequest> affordable;
  std::vector<size_t> indices;
  for (size_t i = 0; i < requests.size(); ++i) {
    Prompt whole = requests[i].prompt;
    whole.partial.push_back(requests[i].continuation);
    if (!ledger_->Read(line_, model_, requests[i].adapter, Render(whole), false)) continue;
    affordable.push_back(requests[i]);
    indices.push_back(i);
  }
  if (affordable.empty()) return results;
  const EngineClock clock(*ledger_);
  std::vector<Evaluation> answers = inner().Evaluate(affordable, std::move(stop));
  for (size_t k = 0; k < answers.size(); ++k) {
    ledger_->Charge(line_, answers[k].usage);
    results[indices[k]] = std::move(answers[k]);
  }
  return results;
}

}  // namespace ponder
