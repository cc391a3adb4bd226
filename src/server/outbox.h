// Text on its way from the thread that makes it to the one that owns the connection.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

namespace ponder {

class Outbox {
 public:
  void Push(std::string text) {
    {
      std::lock_guard lock(mutex_);
      text_ += text;
      pushed_ = true;
    }
    wake_.notify_one();
  }
  void Close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    wake_.notify_one();
  }

  // Whether there ever was anything.
  bool pushed() {
    std::lock_guard lock(mutex_);
    return pushed_;
  }

  struct Taken {
    std::string text;
    bool closed;  // nothing will follow
  };
  // All that waits; nothing when `longest` passes first.
  Taken Take(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, longest, [&] { return closed_ || !text_.empty(); });
    return {std::exchange(text_, {}), closed_};
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string text_;
  bool closed_ = false;
  bool pushed_ = false;
};

}  // namespace ponder
