#include "server/desk.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace ponder {
namespace {

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Prompts and names as one line: control characters as JSON escapes them.
std::string OneLine(const std::string& text) { return JsonText(Json(text)); }

}  // namespace

Desk::Desk(const ServerOptions& options, std::shared_ptr<const ModelHouse> house)
    : options_(options),
      house_(std::move(house)),
      started_(Now()),
      keys_(options.keys),
      admission_(options.running, options.waiting) {}

std::optional<Refusal> Desk::CheckKey(const Page& page, const std::string& secret,
                                      Record& record) const {
  if (keys_.empty() || !page.needs_key) return {};
  record.key = keys_.Find(secret);
  if (record.key == nullptr) {
    return Refusal{
        401, "invalid_api_key",
        secret.empty() ? "a key is wanted: Authorization: Bearer KEY" : "this key is not known"};
  }
  record.client = record.key->name;
  return {};
}

std::variant<std::shared_ptr<Answering>, Refusal> Desk::Accept(JobPlan plan, Record record,
                                                               ClientWatch::Gone gone) {
  if (record.key != nullptr) {
    if (auto refusal = keys_.Begin(*record.key, KeyRing::Clock::now())) return *refusal;
  }
  std::lock_guard lock(mutex_);  // Drain sees it, or it is too late
  auto entered = admission_.Enter(record.client);
  if (const auto* refusal = std::get_if<Refusal>(&entered)) {
    if (record.key != nullptr) keys_.End(*record.key, 0, KeyRing::Clock::now());
    return *refusal;
  }
  metrics_.Accepted();
  auto answering = std::make_shared<Answering>(
      *this, std::move(record), std::move(plan),
      std::get<std::unique_ptr<Admission::Ticket>>(std::move(entered)), std::move(gone));
  open_.insert(answering.get());
  return answering;
}

void Desk::End(Answering& answering, const Record& record, Outcome outcome) {
  if (record.key != nullptr) {
    keys_.End(*record.key, record.usage.completion_tokens + record.usage.scorer_tokens,
              KeyRing::Clock::now());
  }
  Note(record);
  std::lock_guard lock(mutex_);
  metrics_.Ended(outcome);
  open_.erase(&answering);
  ended_.notify_all();
}

void Desk::Note(const Record& record) {
  metrics_.Replied(record.page, record.status);
  if (!options_.log || record.page == "health" || record.page == "metrics") return;
  const auto name = [](const std::string& text) { return text.empty() ? "-" : text; };
  std::string line = fmt::format(
      "{:%FT%TZ} {} client={} page={} model={} method={} status={} prompt={} generated={} "
      "waited={:.3f} seconds={:.3f}",
      fmt::gmtime(Now()), record.id, name(record.client), record.page, name(record.model),
      name(record.method), record.status, record.usage.prompt_tokens,
      record.usage.completion_tokens + record.usage.scorer_tokens, record.waited, record.seconds);
  if (options_.log_prompts) line += " body=" + OneLine(record.body);
  options_.log(line);
}

std::string Desk::MetricsText() const {
  MetricsNow now;
  now.waiting = admission_.waiting();
  now.running = admission_.running();
  for (const ModelHouse::Seen& model : house_->Models()) {
    const bool loaded =
        model.state == ModelHouse::State::kLoaded || model.state == ModelHouse::State::kLeaving;
    now.models.push_back({model.name, loaded, model.load, model.lanes});
  }
  return metrics_.Text(now);
}

void Desk::Drain(double seconds) {
  std::unique_lock lock(mutex_);
  admission_.Close();
  const auto none = [this] { return open_.empty(); };
  if (ended_.wait_for(lock, std::chrono::duration<double>(seconds), none)) return;
  for (Answering* answering : open_) answering->Abort();
  ended_.wait(lock, none);
}

}  // namespace ponder
