// HTTP calls that stream, on one thread of their own (libcurl's multi interface).
//
// Callbacks, timers and tasks all run on that thread, so what only they touch needs no lock.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ponder {

struct HttpReply {
  long status = 0;         // 0: no reply
  std::string error;       // why no whole reply came; "" when it did
  double retry_after = 0;  // seconds, of the header
};

struct HttpCall {
  std::string url;
  std::string body;  // "": GET, else POST of JSON
  std::string key;   // sent as bearer; "" none
  double silence_seconds = 120;
  std::function<void(long status, std::string_view data)> on_data;
  std::function<void(const HttpReply&)> on_end;  // once; not after Cancel
};

// What Fetch waits for, at most.
struct FetchLimits {
  double seconds = 0;                // in all; 0: as long as something comes
  size_t bytes = std::string::npos;  // of the body; what comes behind them is not read
};

class HttpClient {
 public:
  using Id = uint64_t;  // of a call or a timer; 0: none

  HttpClient();
  ~HttpClient();  // cancels everything; on_end is not called
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // From any thread: runs the task on the client's thread.
  void Post(std::function<void()> task);
  // From any thread but the client's: makes the call and waits. Adds the reply to `body`. Given up
  // when the time is over or it is stopped: HttpReply::error says so.
  HttpReply Fetch(HttpCall call, std::string& body, const FetchLimits& limits = {},
                  std::stop_token stop = {});

  // The rest only on the client's thread.
  Id Start(HttpCall call);
  Id After(double seconds, std::function<void()> task);
  // Closes the connection of a call that is under way, or drops a timer. No callback follows.
  void Cancel(Id id);

 private:
  using Clock = std::chrono::steady_clock;
  struct Transfer;
  struct Fetched;
  struct Timer {
    Clock::time_point due;
    std::function<void()> task;
  };

  void Loop(const std::stop_token& stop);
  void RunTasks();
  void RunTimers();
  void AddWaiting();
  void DropCancelled();
  void TakeFinished();
  void Finish(Transfer& transfer, CURLcode code);
  int PollMilliseconds() const;
  static size_t OnData(char* data, size_t size, size_t count, void* transfer);
  static size_t OnHeader(char* data, size_t size, size_t count, void* transfer);

  CURLM* multi_;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;
  Id next_id_ = 1;
  std::map<Id, std::unique_ptr<Transfer>> transfers_;
  std::vector<Id> waiting_;    // started, not yet with libcurl
  std::vector<Id> cancelled_;  // not yet taken from libcurl
  std::map<Id, Timer> timers_;
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace ponder
