// Who runs and who waits: a bounded queue in front of the runs, fair between clients.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "server/refusal.h"

namespace ponder {

// A client is a key, or an address where there are no keys. The next turn goes to the client that
// runs the fewest calls; among equals, to the one whose last turn is the longest ago. In a full
// queue a client that waits with little takes the place of the newest call of the one that waits
// with most.
class Admission {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Turn { kRuns, kStopped, kLate, kPushedOut };

  // One call's place, from Enter until it is destroyed.
  class Ticket {
   public:
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    // Waits for the turn, at most until `stop` or `deadline`.
    Turn Await(const std::stop_token& stop, std::optional<Clock::time_point> deadline);

   private:
    friend class Admission;
    enum class State { kWaits, kRuns, kOut };
    Ticket(Admission& admission, std::string client)
        : admission_(admission), client_(std::move(client)) {}
    Admission& admission_;
    const std::string client_;
    State state_ = State::kWaits;
    Clock::time_point begun_;
  };

  Admission(int running, int waiting);

  // Refuses with 503 when the queue is full or closed.
  std::variant<std::unique_ptr<Ticket>, Refusal> Enter(const std::string& client);
  // Lets nobody enter any more; who waits keeps the place.
  void Close();

  bool closed() const;
  size_t running() const;
  size_t waiting() const;
  // When to come again, in seconds: how long the queue takes at the speed of the last calls.
  int RetryAfter() const;

 private:
  struct Client {
    std::deque<Ticket*> waiting;
    size_t running = 0;
    uint64_t last_turn = 0;
  };

  void Leave(Ticket& ticket);
  void GiveTurns();
  bool PushOut(const std::string& client);
  int RetryAfterLocked() const;

  const size_t most_running_;
  const size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<std::string, Client> clients_;
  size_t running_ = 0;
  size_t waiting_ = 0;
  uint64_t turns_ = 0;
  double seconds_ = 1;  // of a call, a running mean
  bool closed_ = false;
};

}  // namespace ponder
