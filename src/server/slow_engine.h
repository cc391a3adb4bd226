// For tests: an engine whose every step takes a while, and that counts them.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <span>
#include <thread>

#include "engine/fake/loop_engine.h"
#include "engine/fake/word_vocabulary.h"

namespace ponder {

// Says " yes" until it may not say more.
class SlowEngine : public LoopEngine {
 public:
  explicit SlowEngine(std::chrono::milliseconds step)
      : LoopEngine(std::make_shared<const WordVocabulary>(std::vector<std::string>{" yes"})),
        step_(step) {
    info_.model = "slow";
  }

  int started() const { return started_; }

 protected:
  void Logits(const GenerateRequest&, std::span<const Token>, const TokenLoop&,
              std::span<float> logits) override {
    ++started_;
    std::this_thread::sleep_for(step_);
    for (float& logit : logits) logit = -50;
    logits.back() = 0;
  }

 private:
  const std::chrono::milliseconds step_;
  std::atomic<int> started_ = 0;
};

}  // namespace ponder
