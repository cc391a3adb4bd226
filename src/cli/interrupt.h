// Ctrl-C, or SIGTERM: the first one asks the run to stop, the second one ends the program.
#pragma once

#include <functional>
#include <stop_token>

namespace ponder {

// Call first in main, before any thread starts: SIGINT and SIGTERM are then handled by a thread of
// its own.
void WatchInterrupts();

// While one of these lives, Ctrl-C requests its stop (once) instead of ending the program.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  std::stop_token Token() const { return source_.get_token(); }
  bool Interrupted() const { return source_.stop_requested(); }

 private:
  std::stop_source source_;
};

// What Ctrl-C does while nothing is interruptible; null: ends the program with code 130.
void SetIdleInterrupt(std::function<void()> action);

}  // namespace ponder
