#include "server/job.h"

#include <algorithm>
#include <utility>

#include "server/event_text.h"

namespace ponder {

void JobBill::Add(const RunResult& run) {
  usage += run.usage;
  method = run.method;
  const double first = run.seconds.first_token;
  if (first > 0 && (first_token == 0 || first < first_token)) first_token = first;
  cancelled = cancelled || run.answer.stop == StopReason::kCancelled;
}

RunResult JobContext::Run(Request request, const EventSink& events) const {
  if (deadline) {
    const std::chrono::duration<double> left = *deadline - std::chrono::steady_clock::now();
    const double own = request.budget.seconds.value_or(left.count());
    request.budget.seconds = std::max(0.0, std::min(own, left.count()));
  }
  RunResult result = model->runner->Run(request, events, stop);
  std::lock_guard lock(bill_mutex);
  bill.Add(result);
  return result;
}

ServedJob::ServedJob(JobPlan plan, const ModelHouse& house)
    : plan_(std::move(plan)), house_(house) {}

ServedJob::~ServedJob() {
  Cancel();
  Join();
}

void ServedJob::Join() {
  if (thread_.joinable()) thread_.join();
}

void ServedJob::Start(Deadline deadline) {
  thread_ = std::thread([this, deadline] { Work(deadline); });
}

void ServedJob::Work(Deadline deadline) {
  const std::stop_token stop = plan_.stop.get_token();
  try {
    plan_.work({house_.Use(plan_.model, stop), outbox_, stop, deadline, bill_, bill_mutex_});
  } catch (const Error& error) {
    error_ = ReplyFor(error);
  } catch (const std::exception& error) {
    error_ = ReplyFor(Error(ErrorCode::kInternal, error.what()));
  }
  outbox_.Close(error_ && plan_.stream ? ServerSentEvent(error_->body) : "");
}

}  // namespace ponder
