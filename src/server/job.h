// Work that answers a call: as it is planned, and while it runs.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "ponder/runner.h"
#include "server/error_reply.h"
#include "server/model_house.h"
#include "server/outbox.h"

namespace ponder {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

// What a job did, for metrics, limits and the log.
struct JobBill {
  Usage usage;
  std::string method;
  double first_token = 0;  // seconds from the job's start to its first token; 0: there was none
  bool cancelled = false;  // at least one of its runs was

  void Add(const RunResult& run);
};

// What the work gets when its turn has come.
struct JobContext {
  std::shared_ptr<const ServedModel> model;
  Outbox& out;           // what is pushed goes out at once
  std::stop_token stop;  // the client has gone, or somebody cancelled
  Deadline deadline;     // of the server
  JobBill& bill;
  std::mutex& bill_mutex;

  // Runs a request on the model, until `stop` or the deadline, and puts it on the bill. From any
  // thread of the work.
  RunResult Run(Request request, const EventSink& events = nullptr) const;
};

struct JobPlan {
  std::string model;    // a name of the house
  bool stream = false;  // the reply is a stream of events; else one JSON object
  // Says everything in `out`. What it throws before it said anything becomes the reply's status;
  // later, the last event of the stream.
  std::function<void(const JobContext&)> work;
  // Cancels the job, waiting or running. A page may keep a copy, to cancel by another call: the
  // work then runs at once, with its stop requested, and says what there is.
  std::stop_source stop = {};
};

// Runs on a thread of its own from Start on. Destroying it cancels the work and waits for it.
class ServedJob {
 public:
  ServedJob(JobPlan plan, const ModelHouse& house);
  ~ServedJob();

  void Start(Deadline deadline);
  void Cancel() { plan_.stop.request_stop(); }

  const JobPlan& plan() const { return plan_; }
  Outbox& outbox() { return outbox_; }
  // After the outbox closed: what went wrong; what it cost.
  const std::optional<ErrorReply>& error() const { return error_; }
  const JobBill& bill() const { return bill_; }
  // Waits for the end of the work.
  void Join();

 private:
  void Work(Deadline deadline);

  JobPlan plan_;
  const ModelHouse& house_;
  Outbox outbox_;
  std::optional<ErrorReply> error_;
  JobBill bill_;
  std::mutex bill_mutex_;
  std::thread thread_;
};

}  // namespace ponder
