#include "cli/interrupt.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

#include "cli/command.h"

namespace ponder {
namespace {

struct State {
  std::mutex mutex;
  std::stop_source* active = nullptr;
  std::function<void()> idle;
};

State& TheState() {
  static State* state = new State;  // the watching thread outlives main
  return *state;
}

void OnInterrupt() {
  State& state = TheState();
  std::unique_lock lock(state.mutex);
  if (state.active != nullptr && !state.active->stop_requested()) {
    state.active->request_stop();
    return;
  }
  if (state.active == nullptr && state.idle) return state.idle();
  _exit(kInterrupted);
}

}  // namespace

void WatchInterrupts() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  TheState();
  std::thread([signals] {
    int signal = 0;
    while (sigwait(&signals, &signal) == 0) OnInterrupt();
  }).detach();
}

Interruptible::Interruptible() {
  std::lock_guard lock(TheState().mutex);
  TheState().active = &source_;
}

Interruptible::~Interruptible() {
  std::lock_guard lock(TheState().mutex);
  TheState().active = nullptr;
}

void SetIdleInterrupt(std::function<void()> action) {
  std::lock_guard lock(TheState().mutex);
  TheState().idle = std::move(action);
}

}  // namespace ponder
