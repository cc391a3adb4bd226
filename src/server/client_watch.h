// Sees that clients have gone, for all connections on one thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace ponder {

class ClientWatch {
 public:
  using Gone = std::function<bool()>;  // quick; called from the watch's thread

  // One connection, watched as long as this lives.
  class Entry {
   public:
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    // A stop is requested once the client has gone.
    std::stop_token gone() const { return gone_.get_token(); }

   private:
    friend class ClientWatch;
    Entry(ClientWatch& watch, Gone ask) : watch_(watch), ask_(std::move(ask)) {}
    ClientWatch& watch_;
    Gone ask_;
    std::stop_source gone_;
    std::list<Entry*>::iterator place_;
  };

  ClientWatch();
  ~ClientWatch();
  std::unique_ptr<Entry> Watch(Gone ask);

 private:
  void Loop(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::list<Entry*> entries_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace ponder
