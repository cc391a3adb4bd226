// An engine that counts what goes through it, for tests that care what is asked and how much.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/forwarding.h"

namespace ponder {

class CountingEngine : public ForwardingEngine {
 public:
  using Engine::Generate;
  using ForwardingEngine::ForwardingEngine;

  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override {
    ++batches;
    {
      std::lock_guard lock(mutex_);
      last_.assign(requests.begin(), requests.end());
    }
    generations += requests.size();
    for (size_t seen = widest; seen < requests.size();) {
      if (widest.compare_exchange_weak(seen, requests.size())) break;
    }
    return ForwardingEngine::Generate(requests, on_done, stop);
  }

  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override {
    auto results = ForwardingEngine::Evaluate(requests, stop);
    for (const Evaluation& result : results) {
      evaluated_prefill += result.usage.prefill;
      readings += result.readings.size();
    }
    return results;
  }

  std::vector<GenerateRequest> Last() const {  // of Generate
    std::lock_guard lock(mutex_);
    return last_;
  }

  // Of Generate.
  std::atomic<size_t> batches = 0;
  std::atomic<size_t> generations = 0;
  std::atomic<size_t> widest = 0;  // requests of one batch
  // Of Evaluate.
  std::atomic<int64_t> evaluated_prefill = 0;
  std::atomic<size_t> readings = 0;

 private:
  mutable std::mutex mutex_;
  std::vector<GenerateRequest> last_;
};

}  // namespace ponder
