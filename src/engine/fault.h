// An engine that fails on purpose: for tests of what happens then.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "engine/forwarding.h"

namespace ponder {

struct Fault {
  enum class Kind {
    kThrow,     // Generate throws kUnavailable
    kError,     // the generation ends at once, with kError
    kTruncate,  // the generation keeps its first `keep_tokens` tokens and ends with kError
  };
  Kind kind = Kind::kError;
  int call = -1;     // counts Generate calls from 0; -1: in every call
  int request = -1;  // counts requests over all calls from 0; -1: all of them
  int keep_tokens = 0;
};

class FaultyEngine : public ForwardingEngine {
 public:
  FaultyEngine(std::shared_ptr<Engine> inner, std::vector<Fault> faults)
      : ForwardingEngine(std::move(inner)), faults_(std::move(faults)) {}

  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;

 private:
  const Fault* Find(int call, int request) const;

  const std::vector<Fault> faults_;
  std::atomic<int> calls_{0};
  std::atomic<int> requests_{0};
};

}  // namespace ponder
