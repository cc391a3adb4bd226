// Between a call that was read and its reply: keys, the queue, jobs, counting and the log.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <variant>

#include "server/admission.h"
#include "server/client_watch.h"
#include "server/keys.h"
#include "server/metrics.h"
#include "server/page.h"
#include "server/server.h"

namespace ponder {

// One call, for the log and metrics.
struct Record {
  std::string id;
  std::string page;
  std::string client;           // a key's name, or an address
  const ApiKey* key = nullptr;  // null: the server has no keys
  std::string model = {};       // "": none
  std::string method = {};
  std::string body = {};
  int status = 0;
  Usage usage = {};
  double waited = 0;   // seconds
  double seconds = 0;  // of the job
};

class Desk;

// A call that was let into the queue, until its reply has gone out or it was dropped. Belongs to
// one connection's thread.
class Answering {
 public:
  Answering(Desk& desk, Record record, JobPlan plan, std::unique_ptr<Admission::Ticket> ticket,
            ClientWatch::Gone gone);
  // Cancels what still runs, waits for it, and counts the call.
  ~Answering();

  bool stream() const { return job_.plan().stream; }
  // What there is to say next; waits for the turn first, and starts the job. Closed without a text:
  // Fault() says why, or there is no more. Nothing at all: the client has gone, or nothing came for
  // as long as heartbeats are apart.
  Outbox::Taken Next();
  // The reply begins without a word; false when all is said already.
  bool Begin() { return job_.outbox().Begin(); }
  bool gone() const { return watched_->gone().stop_requested(); }
  // After the end: the server's own reason, else what the work threw.
  std::optional<Refusal> Fault();
  const std::optional<ErrorReply>& error() const { return job_.error(); }
  // The reply was handed over: `status` is what the client sees.
  void Finish(int status);
  // The server stops: what is not done by now is not answered.
  void Abort();

 private:
  bool AwaitTurn();

  Desk& desk_;
  Record record_;
  std::unique_ptr<Admission::Ticket> ticket_;
  ServedJob job_;
  std::unique_ptr<ClientWatch::Entry> watched_;
  std::optional<std::stop_callback<std::function<void()>>> on_gone_;
  const Admission::Clock::time_point entered_ = Admission::Clock::now();
  Admission::Clock::time_point started_ = entered_;
  Deadline deadline_;
  bool begun_ = false;
  bool finished_ = false;
  std::atomic<bool> aborted_ = false;
  std::optional<Refusal> refusal_;
};

class Desk {
 public:
  Desk(const ServerOptions& options, std::shared_ptr<const ModelHouse> house);

  const ModelHouse& house() const { return *house_; }
  int64_t started() const { return started_; }
  bool draining() const { return admission_.closed(); }
  std::string MetricsText() const;

  // Sets the record's key and client; `secret` is what the call presented, "" nothing.
  std::optional<Refusal> CheckKey(const Page& page, const std::string& secret,
                                  Record& record) const;
  // Lets the plan into the queue. `gone` may be called from another thread until the answering
  // ends.
  std::variant<std::shared_ptr<Answering>, Refusal> Accept(JobPlan plan, Record record,
                                                           ClientWatch::Gone gone);
  // Counts a reply and writes its line. Answerings do so by themselves.
  void Note(const Record& record);

  // Takes nothing new, gives what runs `seconds`, then ends it. Returns when nothing is left.
  void Drain(double seconds);

 private:
  friend class Answering;
  void End(Answering& answering, const Record& record, Outcome outcome);

  const ServerOptions& options_;
  std::shared_ptr<const ModelHouse> house_;
  const int64_t started_;
  KeyRing keys_;
  Admission admission_;
  Metrics metrics_;
  ClientWatch watch_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<Answering*> open_;
};

}  // namespace ponder
