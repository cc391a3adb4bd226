#include "engine/budget_ledger.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/hash.h"

namespace ponder {
namespace {

uint64_t Root(uint64_t model, const std::string& adapter) {
  return Combine(Mix(model), HashText(adapter));
}

uint64_t Step(uint64_t hash, Token token) {
  return Combine(hash, static_cast<uint64_t>(static_cast<uint32_t>(token)));
}

double Seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

// Tokens that may still be generated.
int64_t BudgetLedger::Room() const {
  int64_t room = std::numeric_limits<int64_t>::max();
  if (limits_.generated) room = std::min(room, *limits_.generated - generated_);
  if (limits_.forward) room = std::min(room, *limits_.forward - generated_ - read_);
  return std::max<int64_t>(room, 0);
}

std::optional<int64_t> BudgetLedger::Left() const {
  if (!limits_.generated && !limits_.forward) return std::nullopt;
  std::lock_guard lock(mutex_);
  return Room();
}

int64_t BudgetLedger::Reserve(int64_t want) {
  std::lock_guard lock(mutex_);
  const int64_t granted = std::clamp<int64_t>(want, 0, Room());
  generated_ += granted;
  return granted;
}

void BudgetLedger::GiveBack(int64_t tokens) {
  std::lock_guard lock(mutex_);
  generated_ -= tokens;
}

bool BudgetLedger::Read(const LedgerLine& line, uint64_t model, const std::string& adapter,
                        std::span<const Token> prefix, bool to_generate) {
  std::lock_guard lock(mutex_);
  std::vector<uint64_t> fresh;
  uint64_t hash = Root(model, adapter);
  for (Token token : prefix) {
    hash = Step(hash, token);
    // A prefix is known only if every shorter one is: after the first new one all are new.
    if (!fresh.empty() || !seen_.contains(hash)) fresh.push_back(hash);
  }
  const auto cost = static_cast<int64_t>(fresh.size());
  const int64_t least = to_generate ? 1 : 0;
  const bool generates = !to_generate || !limits_.generated || generated_ < *limits_.generated;
  const bool fits = !limits_.forward || read_ + generated_ + cost + least <= *limits_.forward;
  if (!generates || !fits) {
    limited_ = true;
    return false;
  }
  seen_.insert(fresh.begin(), fresh.end());
  read_ += cost;
  lines_[line.name].logical_forward_tokens += cost;
  return true;
}

void BudgetLedger::Remember(uint64_t model, const std::string& adapter,
                            std::span<const Token> prefix, std::span<const Token> generated) {
  std::lock_guard lock(mutex_);
  uint64_t hash = Root(model, adapter);
  for (Token token : prefix) hash = Step(hash, token);
  for (Token token : generated) seen_.insert(hash = Step(hash, token));
}

void BudgetLedger::Charge(const LedgerLine& line, const CallUsage& usage) {
  std::lock_guard lock(mutex_);
  Usage& sum = lines_[line.name];
  if (line.scorer) {
    sum.scorer_tokens += usage.generated;
    sum.scorer_prompt_tokens += usage.prompt;
  } else {
    sum.prompt_tokens += usage.prompt;
    sum.cached_tokens += usage.cached;
    sum.completion_tokens += usage.generated;
  }
  sum.prefill_tokens += usage.prefill;
  sum.calls += 1;
  sum.forward_tokens += usage.prefill + usage.decoded;
  sum.logical_forward_tokens += usage.generated;
  sum.flops += usage.flops;
}

void BudgetLedger::EnterEngine() {
  std::lock_guard lock(mutex_);
  if (running_++ == 0) entered_ = Clock::now();
}

void BudgetLedger::LeaveEngine() {
  std::lock_guard lock(mutex_);
  if (--running_ == 0) engine_seconds_ += Seconds(Clock::now() - entered_);
}

void BudgetLedger::NoteFirstToken() {
  std::lock_guard lock(mutex_);
  if (first_token_ == 0) first_token_ = Seconds(Clock::now() - begin_);
}

void BudgetLedger::NoteLimited() {
  std::lock_guard lock(mutex_);
  limited_ = true;
}

bool BudgetLedger::limited() const {
  std::lock_guard lock(mutex_);
  return limited_;
}

int64_t BudgetLedger::generated() const {
  std::lock_guard lock(mutex_);
  return generated_;
}

int64_t BudgetLedger::forward() const {
  std::lock_guard lock(mutex_);
  return generated_ + read_;
}

std::map<std::string, Usage> BudgetLedger::Lines() const {
  std::lock_guard lock(mutex_);
  return lines_;
}

double BudgetLedger::EngineSeconds() const {
  std::lock_guard lock(mutex_);
  return engine_seconds_;
}

double BudgetLedger::FirstTokenSeconds() const {
  std::lock_guard lock(mutex_);
  return first_token_;
}

}  // namespace ponder
