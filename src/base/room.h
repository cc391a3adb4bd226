// A room for so many: who brings more people waits until there is place for all of them.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace ponder {

// Thread-safe.
class Room {
 public:
  explicit Room(int places) : places_(places) {}

  // Waits for so many places; who wants more than there are waits until nobody is in. False when it
  // was stopped before.
  bool Enter(int count, std::stop_token stop) {
    if (stop.stop_requested()) return false;
    std::unique_lock lock(mutex_);
    const bool in = left_.wait(lock, std::move(stop), [this, count] {
      return count == 0 || taken_ == 0 || count <= places_ - taken_;
    });
    if (in) taken_ += count;
    return in;
  }
  void Leave(int count) {
    std::lock_guard lock(mutex_);
    taken_ -= count;
    left_.notify_all();
  }

 private:
  const int places_;
  std::mutex mutex_;
  std::condition_variable_any left_;
  int taken_ = 0;
};

}  // namespace ponder
