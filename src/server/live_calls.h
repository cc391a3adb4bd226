// Calls that wait or run, by their id: what a person can ask of them meanwhile.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "ponder/engine.h"

namespace ponder {

struct LiveCall {
  enum class Steering { kUnknown, kYes, kNo };

  std::shared_ptr<Signals> signals = std::make_shared<Signals>();
  std::stop_source stop;
  std::atomic<Steering> steering = Steering::kUnknown;  // until the call's turn has come
};

// Thread-safe. Ids cannot be guessed: who knows one may steer the call.
class LiveCalls {
 public:
  // The call is found for as long as somebody holds it.
  std::shared_ptr<LiveCall> Add(const std::string& id) {
    auto call = std::make_shared<LiveCall>();
    std::lock_guard lock(mutex_);
    std::erase_if(calls_, [](const auto& entry) { return entry.second.expired(); });
    calls_[id] = call;
    return call;
  }
  // Null: there is none, or it has ended.
  std::shared_ptr<LiveCall> Find(const std::string& id) {
    std::lock_guard lock(mutex_);
    const auto found = calls_.find(id);
    return found == calls_.end() ? nullptr : found->second.lock();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<LiveCall>> calls_;
};

}  // namespace ponder
