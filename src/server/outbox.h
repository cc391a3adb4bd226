// Text on its way from the thread that makes it to the one that owns the connection.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
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
    bool closed = false;  // nothing will follow
  };
  // Waits for something to say or for the end, and takes all there is; nothing once `gone` is
  // requested.
  Taken Take(const std::stop_token& gone) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, gone, [&] { return closed_ || !text_.empty(); });
    return {std::exchange(text_, {}), closed_};
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::string text_;
  bool closed_ = false;
  bool pushed_ = false;
};

}  // namespace ponder
