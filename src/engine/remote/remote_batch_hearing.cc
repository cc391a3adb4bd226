// RemoteBatch: what comes back, and what is asked again.
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/log.h"
#include "engine/remote/remote_batch.h"

namespace ponder {
namespace {

constexpr double kFirstDelay = 0.2;  // seconds
constexpr double kLongestDelay = 5;
constexpr size_t kRefusalBytes = 1 << 16;

bool WorthAnotherTry(long status) {
  return status == 0 || status == 200 || status == 408 || status == 425 || status == 429 ||
         status >= 500;
}

ErrorCode CodeOf(long status, const std::string& text) {
  if (status == 404) return ErrorCode::kNotFound;
  if (status == 401 || status == 403) return ErrorCode::kUnavailable;
  const bool context = text.find("context") != std::string::npos;
  return context ? ErrorCode::kContextFull : ErrorCode::kInvalidRequest;
}

}  // namespace

void RemoteBatch::OnData(const std::shared_ptr<Ask>& ask, const std::shared_ptr<Call>& call,
                         long status, std::string_view data) {
  if (status != 200) {
    call->refusal += data.substr(0, kRefusalBytes - std::min(kRefusalBytes, call->refusal.size()));
    return;
  }
  if (!call->reader.Add(data)) return;
  if (ask->calls.size() > 1) {  // the first to speak is heard
    const std::vector<std::shared_ptr<Call>> calls = ask->calls;
    for (const auto& other : calls) {
      if (other != call) DropCall(*ask, *other);
    }
  }
  Update(*ask, *call);
  Report();
}

void RemoteBatch::Update(Ask& ask, Call& call) {
  for (size_t slot = 0; slot < ask.members.size(); ++slot) {
    const size_t index = ask.members[slot];
    Member& member = members_[index];
    if (!member.open) continue;
    member.live = &call;
    member.slot = slot;
    const ReplyChoice& choice = call.reader.choices()[slot];
    const int64_t tokens = member.said_tokens + choice.Tokens();
    Show(index, choice.text, tokens);
    progress_.Progress(index, static_cast<int>(tokens));
    // The count of a choice comes after its end.
    if (choice.finished() && choice.counted) Finish(index, choice, *choice.counted);
  }
}

void RemoteBatch::Show(size_t index, const std::string& text, int64_t tokens) {
  Member& member = members_[index];
  const size_t whole = member.said.size() + text.size();
  if (whole <= member.shown || member.silent) return;
  const size_t from = member.shown - std::min(member.shown, member.said.size());
  member.shown = whole;
  if (!requests_[index].on_text) return;
  requests_[index].on_text({std::string_view(text).substr(from), static_cast<int>(tokens), 0});
}

void RemoteBatch::OnEnd(const std::shared_ptr<Ask>& ask, const std::shared_ptr<Call>& call,
                        const HttpReply& reply) {
  const auto own = std::find(ask->calls.begin(), ask->calls.end(), call);
  if (own == ask->calls.end()) return;
  ask->calls.erase(own);
  pool_.Ended(*call->endpoint, static_cast<int>(ask->members.size()));
  if (reply.status == 200) call->reader.End();
  const auto& choices = call->reader.choices();
  const bool all = std::all_of(choices.begin(), choices.end(),
                               [](const ReplyChoice& choice) { return choice.finished(); });
  const bool whole = reply.status == 200 && call->reader.error().empty() &&
                     (all || (call->reader.done() && reply.error.empty()));
  if (whole) {
    TakeWhole(*ask, *call);
  } else {
    TakeBroken(*ask, *call, reply);
  }
  for (size_t i : ask->members) {
    if (members_[i].live == call.get()) members_[i].live = nullptr;
  }
  if (ask->calls.empty()) Drop(*ask);
  Report();
}

void RemoteBatch::TakeWhole(Ask& ask, Call& call) {
  pool_.Worked(*call.endpoint);
  const std::vector<int64_t> counts = call.reader.Counts();
  std::vector<size_t> missing;
  bool came = false;
  for (size_t slot = 0; slot < ask.members.size(); ++slot) {
    const size_t index = ask.members[slot];
    const ReplyChoice& choice = call.reader.choices()[slot];
    const bool here = choice.finished() || choice.chunks > 0;
    came = came || here;
    if (!members_[index].open) continue;
    members_[index].live = &call;
    members_[index].slot = slot;
    if (here) {
      Show(index, choice.text, members_[index].said_tokens + counts[slot]);
      Finish(index, choice, counts[slot]);
    } else {
      missing.push_back(index);
    }
  }
  if (missing.empty()) return;
  if (!came) return Retry(missing, *call.endpoint, "an empty reply", 0);
  if (call.endpoint->facts.most_choices > 1) {
    Log(LogLevel::kWarning, call.endpoint->url + " gave fewer choices than n; n is not used again");
    call.endpoint->facts.most_choices = 1;
  }
  for (size_t i : missing) AskFor({i}, 0, nullptr);
}

void RemoteBatch::TakeBroken(Ask& ask, Call& call, const HttpReply& reply) {
  std::string error = call.reader.error();
  if (error.empty()) error = reply.error;
  if (reply.status != 200 && reply.status != 0) {
    error = "status " + std::to_string(reply.status) + ": " + ErrorTextOf(call.refusal);
  }
  if (error.empty()) error = "the reply broke off";
  error = call.endpoint->url + ": " + error;
  const bool busy = reply.status == 429;
  const bool again = WorthAnotherTry(reply.status);
  if (again && !busy) pool_.Failed(*call.endpoint, error.substr(call.endpoint->url.size() + 2));
  if (!ask.calls.empty()) return;  // the hedge is still under way
  std::vector<size_t> missing;
  for (size_t slot = 0; slot < ask.members.size(); ++slot) {
    const size_t index = ask.members[slot];
    const ReplyChoice& choice = call.reader.choices()[slot];
    if (!members_[index].open) continue;
    if (choice.finished()) {
      members_[index].live = &call;
      members_[index].slot = slot;
      Finish(index, choice, choice.Tokens());
      continue;
    }
    if (choice.chunks > 0) KeepSaid(members_[index], call, choice);
    missing.push_back(index);
  }
  if (missing.empty()) return;
  if (again) return Retry(missing, *call.endpoint, error, reply.retry_after);
  if (ask.members.size() > 1) {  // perhaps n is more than it takes
    for (size_t i : missing) AskFor({i}, 0, nullptr);
    return;
  }
  refused_ += missing.size();
  refusal_code_ = CodeOf(reply.status, error);
  for (size_t i : missing) Fail(i, error);
}

// What was said before the call broke off is the beginning of the answer, if it can be gone on
// from; else it is lost.
void RemoteBatch::KeepSaid(Member& member, const Call& call, const ReplyChoice& choice) {
  const bool whole = choice.calls.empty() && call.reader.thinking_field().empty();
  if (!call.endpoint->facts.continues || !whole) {
    member.silent = member.shown > 0;
    member.said.clear();
    member.said_tokens = 0;
    member.said_reported.clear();
    return;
  }
  member.said += choice.text;
  member.said_tokens += choice.Tokens();
  member.said_reported.insert(member.said_reported.end(), choice.tokens.begin(),
                              choice.tokens.end());
}

void RemoteBatch::Retry(const std::vector<size_t>& missing, const Endpoint& endpoint,
                        const std::string& error, double least_delay) {
  std::vector<size_t> again;
  double delay = 0;
  for (size_t i : missing) {
    Member& member = members_[i];
    if (member.said_tokens >= requests_[i].max_tokens) {
      member.live = nullptr;
      Fill(i, nullptr, 0, StopReason::kLength);
      Close(i);
    } else if (++member.failures > pool_.options().retries) {
      Fail(i, error);
    } else {
      const double u = requests_[i].random.Child("retry").Uniform(member.failures);
      const double wait = kFirstDelay * std::pow(2, member.failures - 1);
      delay = std::max(delay, std::min(wait, kLongestDelay) * (0.5 + u));
      again.push_back(i);
    }
  }
  if (again.empty()) return;
  Log(LogLevel::kInfo, std::to_string(again.size()) + " samples are asked again: " + error);
  AskGroups(again, std::max(delay, least_delay), &endpoint);
}

}  // namespace ponder
