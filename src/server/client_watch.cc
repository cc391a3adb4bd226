#include "server/client_watch.h"

#include <chrono>

namespace ponder {
namespace {

// How often every connection is asked. Shorter than any step of a model that is worth serving, so
// that at most one step starts after a socket's end can be read.
constexpr std::chrono::milliseconds kLook{2};

}  // namespace

ClientWatch::Entry::~Entry() {
  std::lock_guard lock(watch_.mutex_);
  watch_.entries_.erase(place_);
}

ClientWatch::ClientWatch() : thread_([this](const std::stop_token& stop) { Loop(stop); }) {}

ClientWatch::~ClientWatch() = default;

std::unique_ptr<ClientWatch::Entry> ClientWatch::Watch(Gone ask) {
  std::unique_ptr<Entry> entry(new Entry(*this, std::move(ask)));
  {
    std::lock_guard lock(mutex_);
    entry->place_ = entries_.insert(entries_.end(), entry.get());
  }
  wake_.notify_one();
  return entry;
}

// What a stop sets off runs under the lock: it may cancel and wake, but not end an entry.
void ClientWatch::Loop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !entries_.empty(); })) {
    for (Entry* entry : entries_) {
      if (!entry->gone_.stop_requested() && entry->ask_()) entry->gone_.request_stop();
    }
    wake_.wait_for(lock, stop, kLook, [] { return false; });
  }
}

}  // namespace ponder
