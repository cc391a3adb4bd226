#include <fmt/format.h>

#include <utility>

#include "server/desk.h"

namespace ponder {
namespace {

using Clock = Admission::Clock;

double InSeconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

Answering::Answering(Desk& desk, Record record, JobPlan plan,
                     std::unique_ptr<Admission::Ticket> ticket, ClientWatch::Gone gone)
    : desk_(desk),
      record_(std::move(record)),
      ticket_(std::move(ticket)),
      job_(std::move(plan), desk.house()),
      watched_(desk.watch_.Watch(std::move(gone))) {
  on_gone_.emplace(watched_->gone(), [this] { job_.Cancel(); });
  record_.model = job_.plan().model;
  if (desk_.options_.request_seconds > 0) {
    deadline_ = entered_ + std::chrono::duration_cast<Clock::duration>(
                               std::chrono::duration<double>(desk_.options_.request_seconds));
  }
}

Answering::~Answering() {
  job_.Cancel();
  job_.Join();
  on_gone_.reset();
  ticket_.reset();  // frees the turn for the next one
  const JobBill& bill = job_.bill();
  record_.method = bill.method;
  record_.usage = bill.usage;
  if (begun_) {
    record_.seconds = InSeconds(Clock::now() - started_);
    desk_.metrics_.Ran(record_.model, bill.usage, record_.waited, bill.first_token,
                       record_.seconds);
  }
  const bool failed = refusal_.has_value() || job_.error().has_value();
  const Outcome outcome = !finished_ ? Outcome::kCancelled
                          : failed   ? Outcome::kFailed
                                     : Outcome::kAnswered;
  if (!finished_) record_.status = 499;
  desk_.End(*this, record_, outcome);
}

// False: it is not to run.
bool Answering::AwaitTurn() {
  const Admission::Turn turn = ticket_->Await(job_.plan().stop.get_token(), deadline_);
  started_ = Clock::now();
  record_.waited = InSeconds(started_ - entered_);
  if (turn == Admission::Turn::kLate) {
    refusal_ = {503, "timeout",
                fmt::format("no turn within {} seconds", desk_.options_.request_seconds),
                desk_.admission_.RetryAfter()};
  } else if (turn == Admission::Turn::kPushedOut) {
    refusal_ = {503, "overloaded", "the server is full: try again later",
                desk_.admission_.RetryAfter()};
  }
  return !refusal_ && !gone() && !aborted_;
}

Outbox::Taken Answering::Next() {
  if (!begun_) {
    if (!AwaitTurn()) return {.text = "", .closed = !gone()};
    begun_ = true;
    job_.Start(deadline_);
  }
  return job_.outbox().Take(watched_->gone(),
                            std::chrono::duration<double>(desk_.options_.heartbeat_seconds));
}

std::optional<Refusal> Answering::Fault() {
  if (refusal_) return refusal_;
  job_.Join();
  if (aborted_ && (!begun_ || job_.bill().cancelled)) {
    refusal_ = {503, "unavailable", "the server is stopping", 1};
    return refusal_;
  }
  return {};
}

void Answering::Finish(int status) {
  finished_ = true;
  record_.status = status;
}

void Answering::Abort() {
  aborted_ = true;
  job_.Cancel();
}

}  // namespace ponder
