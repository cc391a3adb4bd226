#include "engine/fault.h"

#include <algorithm>

namespace ponder {
namespace {

constexpr std::string_view kMessage = "the engine failed on purpose";

void Fail(const Fault& fault, Generation& generation) {
  const auto keep = fault.kind == Fault::Kind::kTruncate
                        ? std::min<size_t>(fault.keep_tokens, generation.tokens.size())
                        : 0;
  generation.tokens.resize(keep);
  generation.origins.resize(keep);
  if (generation.logprobs.size() > keep) generation.logprobs.resize(keep);
  if (generation.certainty.size() > keep) generation.certainty.resize(keep);
  generation.covering_tokens = keep;
  generation.stop = StopReason::kError;
  generation.error = kMessage;
  generation.resume = nullptr;
}

}  // namespace

const Fault* FaultyEngine::Find(int call, int request) const {
  for (const Fault& fault : faults_) {
    if (fault.call >= 0 && fault.call != call) continue;
    if (fault.request >= 0 && fault.request != request) continue;
    return &fault;
  }
  return nullptr;
}

std::vector<Generation> FaultyEngine::Generate(std::span<const GenerateRequest> requests,
                                               const OnDone& on_done, std::stop_token stop) {
  const int call = calls_.fetch_add(1);
  const int first = requests_.fetch_add(static_cast<int>(requests.size()));
  const auto fault_of = [&](size_t i) { return Find(call, first + static_cast<int>(i)); };
  for (size_t i = 0; i < requests.size(); ++i) {
    const Fault* fault = fault_of(i);
    if (fault != nullptr && fault->kind == Fault::Kind::kThrow) {
      throw Error(ErrorCode::kUnavailable, std::string(kMessage));
    }
  }
  const auto spoil = [&](size_t i, Generation& generation) {
    const Fault* fault = fault_of(i);
    if (fault == nullptr) return;
    Fail(*fault, generation);
    generation.text = Detokenize(generation.tokens);
    generation.covered = generation.text.size();
  };
  OnDone report;
  if (on_done) {
    report = [&](size_t i, const Generation& generation) {
      Generation seen = generation;
      spoil(i, seen);
      return on_done(i, seen);
    };
  }
  std::vector<Generation> results = inner().Generate(requests, report, std::move(stop));
  for (size_t i = 0; i < results.size(); ++i) spoil(i, results[i]);
  return results;
}

}  // namespace ponder
