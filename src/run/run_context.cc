#include "run/run_context.h"

#include <algorithm>
#include <utility>

namespace ponder {

RunContext::RunContext(const Request& request,
                       const std::map<Role, std::shared_ptr<Engine>>& engines,
                       std::shared_ptr<BudgetLedger> ledger, std::shared_ptr<Scorer> scorer,
                       std::string scorer_name, const EventSink& events, std::stop_token stop)
    : request_(request),
      engines_(engines),
      ledger_(std::move(ledger)),
      scorer_(std::move(scorer)),
      scorer_name_(std::move(scorer_name)),
      events_(events),
      stop_(std::move(stop)),
      random_(request.seed) {
  std::vector<const Engine*> distinct;
  for (const auto& [role, engine] : engines_) {
    auto known = std::find(distinct.begin(), distinct.end(), engine.get());
    if (known == distinct.end()) known = distinct.insert(distinct.end(), engine.get());
    const LedgerLine line{std::string(RoleName(role)), role == Role::kJudge};
    metered_[role] = std::make_unique<MeteredEngine>(
        engine, ledger_, line, static_cast<uint64_t>(known - distinct.begin()));
  }
}

Engine& RunContext::EngineFor(Role role) { return *metered_.at(role); }

bool RunContext::SharesEngine(Role role) const {
  return engines_.at(role) == engines_.at(Role::kPolicy);
}

Scorer& RunContext::GetScorer() {
  if (!scorer_) throw Error(ErrorCode::kInternal, "a method asked for a scorer it did not declare");
  return *scorer_;
}

void RunContext::Emit(const Event& event) {
  if (!events_) return;
  std::lock_guard lock(mutex_);
  events_(event);
}

void RunContext::Warn(std::string text) {
  std::lock_guard lock(mutex_);
  warnings_.push_back(std::move(text));
}

std::vector<std::string> RunContext::TakeWarnings() {
  std::lock_guard lock(mutex_);
  return std::move(warnings_);
}

}  // namespace ponder
