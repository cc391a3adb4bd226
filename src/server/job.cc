#include "server/job.h"

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

ServedJob::ServedJob(JobPlan plan, const ModelHouse& house)
    : plan_(std::move(plan)), house_(house) {}

ServedJob::~ServedJob() {
  Cancel();
  if (thread_.joinable()) thread_.join();
}

void ServedJob::Start() {
  thread_ = std::thread([this] { Work(); });
}

void ServedJob::Work() {
  try {
    plan_.work({house_.Use(plan_.model), outbox_, plan_.stop.get_token(), bill_});
  } catch (const Error& error) {
    error_ = ReplyFor(error);
  } catch (const std::exception& error) {
    error_ = ReplyFor(Error(ErrorCode::kInternal, error.what()));
  }
  if (error_ && outbox_.pushed()) outbox_.Push(ServerSentEvent(error_->body));
  outbox_.Close();
}

}  // namespace ponder
