// Text on its way from the thread that makes it to the one that owns the connection.
#pragma once

#include <chrono>
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
      begun_ = true;
    }
    wake_.notify_one();
  }
  // `if_begun` is the last that is said, where the reply has begun.
  void Close(const std::string& if_begun = "") {
    {
      std::lock_guard lock(mutex_);
      if (begun_) text_ += if_begun;
      closed_ = true;
    }
    wake_.notify_one();
  }

  // The reply begins, though nothing was said yet: what goes wrong from now on is said in it. False
  // when all is said already.
  bool Begin() {
    std::lock_guard lock(mutex_);
    if (!closed_) begun_ = true;
    return !closed_;
  }

  struct Taken {
    std::string text;
    bool closed = false;  // nothing will follow
  };
  // Waits for something to say or for the end, at most `limit`, and takes all there is; nothing
  // once `gone` is requested.
  Taken Take(const std::stop_token& gone, std::chrono::duration<double> limit) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, gone, limit, [&] { return closed_ || !text_.empty(); });
    return {std::exchange(text_, {}), closed_};
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::string text_;
  bool closed_ = false;
  bool begun_ = false;
};

}  // namespace ponder
