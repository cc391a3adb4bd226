// A thread for every connection, up to a number; more are closed.
#pragma once

#include <cpp-httplib/httplib.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace ponder {

// A pool with a queue would let a connection wait behind one whose answer takes minutes, and
// /health with it.
class ConnectionThreads : public httplib::TaskQueue {
 public:
  explicit ConnectionThreads(size_t most) : most_(most) {}

  bool enqueue(std::function<void()> serve) override {
    {
      std::lock_guard lock(mutex_);
      if (running_ >= most_) return false;
      ++running_;
    }
    try {
      std::thread([this, serve = std::move(serve)] {
        serve();
        Leave();
      }).detach();
    } catch (const std::system_error&) {  // the system has no thread left
      Leave();
      return false;
    }
    return true;
  }

  // Waits for all.
  void shutdown() override {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  void Leave() {
    std::lock_guard lock(mutex_);
    --running_;
    ended_.notify_all();  // under the lock: shutdown returns, and this is destroyed, right after
  }

  const size_t most_;
  std::mutex mutex_;
  std::condition_variable ended_;
  size_t running_ = 0;
};

}  // namespace ponder
