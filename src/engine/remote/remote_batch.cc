#include "engine/remote/remote_batch.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/hash.h"
#include "base/log.h"

namespace ponder {
namespace {

constexpr double kFirstDelay = 0.2;  // seconds
constexpr double kLongestDelay = 5;
constexpr size_t kRefusalBytes = 1 << 16;

// The turns up to the first question: what grows from them goes to the same endpoint.
uint64_t AffinityOf(const Prompt& prompt) {
  uint64_t hash = 1;
  if (!prompt.messages) {
    for (const Piece& piece : prompt.partial) hash = Combine(hash, HashText(piece.text));
    return hash;
  }
  for (const Message& message : *prompt.messages) {
    hash = Combine(hash, HashText(message.Text()));
    if (message.role == "user") break;
  }
  return hash;
}

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

// Tool calls as models write them, so that the text of a reply is all of it.
std::string CallsText(const ReplyChoice& choice) {
  std::string text;
  for (const ReplyCall& call : choice.calls) {
    const Json arguments = Json::parse(call.arguments, nullptr, false);
    Json object{{"name", call.name}};
    object["arguments"] = arguments.is_discarded() ? Json(call.arguments) : arguments;
    if (!call.id.empty()) object["id"] = call.id;
    text += (text.empty() && choice.text.empty() ? "" : "\n") + std::string("<tool_call>\n") +
            object.dump() + "\n</tool_call>";
  }
  return text;
}

StopReason StopOf(const GenerateRequest& request, const ReplyChoice& choice, int64_t generated) {
  if (choice.finish == "content_filter") return StopReason::kError;
  if (choice.finish == "length") {
    const bool short_of = choice.counted && generated < request.max_tokens;
    return short_of ? StopReason::kContextFull : StopReason::kLength;
  }
  const bool own = std::find(request.stop.begin(), request.stop.end(), choice.stop_string) !=
                   request.stop.end();
  return own ? StopReason::kStopString : StopReason::kEnd;
}

}  // namespace

RemoteBatch::RemoteBatch(EndpointPool& pool, PieceTable& pieces, const EngineInfo& info,
                         std::span<const GenerateRequest> requests, const OnDone& on_done)
    : pool_(pool),
      client_(pool.client()),
      pieces_(pieces),
      info_(info),
      requests_(requests),
      members_(requests.size()),
      progress_(requests.size(), on_done),
      open_(requests.size()) {
  const EndpointFacts& facts = pool_.endpoints().front()->facts;
  for (size_t i = 0; i < members_.size(); ++i) {
    const GenerateRequest& request = requests_[i];
    members_[i].key = RequestBody(request, facts, "", request.max_tokens).dump();
  }
}

std::vector<Generation> RemoteBatch::Run(std::stop_token stop) {
  client_.Post([self = shared_from_this(), stop] {
    self->Guard([&] { self->Begin(stop); });
  });
  const std::stop_callback on_stop(stop, [this, weak = weak_from_this()] {
    client_.Post([weak] {
      if (const auto self = weak.lock()) self->Guard([&] { self->CancelAll(); });
    });
  });
  {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return done_; });
  }
  if (exception_) std::rethrow_exception(exception_);
  std::vector<Generation> results;
  for (Member& member : members_) results.push_back(std::move(member.result));
  if (refused_ > 0 && refused_ == results.size()) {
    throw Error(refusal_code_, results.front().error);
  }
  return results;
}

// Nothing may pass through libcurl: what a callback throws ends the batch.
template <class Work>
void RemoteBatch::Guard(Work&& work) {
  try {
    if (!done_) work();
  } catch (...) {
    if (!exception_) exception_ = std::current_exception();
    CancelAll();
  }
  if (open_ > 0 || done_ || reporting_) return;
  for (const auto& ask : std::exchange(asks_, {})) Drop(*ask);
  std::lock_guard lock(mutex_);
  done_ = true;
  ended_.notify_all();
}

// ---- Asking ----

void RemoteBatch::Begin(const std::stop_token& stop) {
  if (stop.stop_requested()) return CancelAll();
  std::vector<size_t> all;
  for (size_t i = 0; i < members_.size(); ++i) {
    if (requests_[i].max_tokens > 0) {
      all.push_back(i);
    } else {
      Fill(i, nullptr, 0, StopReason::kLength);
      Close(i);
    }
  }
  AskGroups(all, 0, nullptr);
  Report();
}

// Samples of one prompt that have said nothing yet go together.
void RemoteBatch::AskGroups(const std::vector<size_t>& members, double delay,
                            const Endpoint* avoid) {
  std::vector<size_t> left = members;
  while (!left.empty()) {
    const Member& first = members_[left.front()];
    std::vector<size_t> group;
    std::vector<size_t> others;
    for (size_t i : left) {
      const bool same = i == left.front() || (members_[i].key == first.key && first.said.empty() &&
                                              members_[i].said.empty());
      (same ? group : others).push_back(i);
    }
    AskFor(std::move(group), delay, avoid);
    left = std::move(others);
  }
}

void RemoteBatch::AskFor(std::vector<size_t> members, double delay, const Endpoint* avoid) {
  const auto ask = std::make_shared<Ask>();
  ask->members = std::move(members);
  for (size_t i : ask->members) members_[i].ask = ask.get();
  ask->wish = std::make_shared<EndpointPool::Wish>();
  ask->wish->affinity = AffinityOf(requests_[ask->members.front()].prompt);
  if (avoid != nullptr) ask->wish->avoid.insert(avoid);
  // The wish is the ask's own, so it holds no reference to it.
  const std::weak_ptr<Ask> weak = ask;
  ask->wish->start = [self = weak_from_this(), weak](Endpoint& endpoint) {
    const auto batch = self.lock();
    const auto own = weak.lock();
    if (batch && own) batch->Guard([&] { batch->Start(own, endpoint); });
  };
  ask->wish->give_up = [self = weak_from_this(), weak](const std::string& why) {
    const auto batch = self.lock();
    const auto own = weak.lock();
    if (!batch || !own) return;
    batch->Guard([&] {
      for (size_t i : std::vector<size_t>(own->members)) batch->Fail(i, why);
      batch->Report();
    });
  };
  asks_.push_back(ask);
  if (delay <= 0) return pool_.Ask(ask->wish);
  ask->timer = client_.After(delay, [this, ask = ask.get()] {
    ask->timer = 0;
    pool_.Ask(ask->wish);
  });
}

void RemoteBatch::Start(const std::shared_ptr<Ask>& ask, Endpoint& endpoint) {
  std::erase_if(ask->members, [this](size_t i) { return !members_[i].open; });
  const auto most = static_cast<size_t>(std::max(endpoint.facts.most_choices, 1));
  const auto border = ask->members.begin() +
                      static_cast<ptrdiff_t>(std::min(most, ask->members.size()));
  std::vector<size_t> rest(border, ask->members.end());
  ask->members.erase(border, ask->members.end());
  StartCall(ask, endpoint);
  if (!rest.empty()) AskFor(std::move(rest), 0, nullptr);
  const double hedge = pool_.options().hedge_seconds;
  if (hedge <= 0 || pool_.endpoints().size() < 2) return;
  ask->timer = client_.After(hedge, [this, weak = std::weak_ptr<Ask>(ask)] {
    if (const auto own = weak.lock()) Guard([&] { Hedge(own); });
  });
}

void RemoteBatch::StartCall(const std::shared_ptr<Ask>& ask, Endpoint& endpoint) {
  const size_t first = ask->members.front();
  const size_t echo = endpoint.facts.echoes ? BegunAnswer(requests_[first].prompt).size() +
                                                  members_[first].said.size()
                                            : 0;
  const auto call =
      std::make_shared<Call>(Call{&endpoint, 0, ReplyReader(ask->members.size(), echo), ""});
  HttpCall http = pool_.CallTo(endpoint, RequestPath(requests_[first].prompt),
                               BodyFor(*ask, endpoint.facts));
  http.on_data = [self = shared_from_this(), ask, call](long status, std::string_view data) {
    self->Guard([&] { self->OnData(ask, call, status, data); });
  };
  http.on_end = [self = shared_from_this(), ask, call](const HttpReply& reply) {
    self->Guard([&] { self->OnEnd(ask, call, reply); });
  };
  call->id = client_.Start(std::move(http));
  pool_.Began(endpoint, static_cast<int>(ask->members.size()));
  ask->calls.push_back(call);
}

std::string RemoteBatch::BodyFor(const Ask& ask, const EndpointFacts& facts) const {
  const size_t first = ask.members.front();
  const GenerateRequest& request = requests_[first];
  const Member& member = members_[first];
  Json body = RequestBody(request, facts, member.said,
                          request.max_tokens - static_cast<int>(member.said_tokens));
  if (ask.members.size() > 1) body["n"] = ask.members.size();
  // What goes on from a broken call must not draw the same numbers again.
  const uint64_t visit = static_cast<uint64_t>(member.failures);
  if (facts.seed) body["seed"] = SeedOf(visit > 0 ? request.random.Child(visit) : request.random);
  return body.dump();
}

void RemoteBatch::Hedge(const std::shared_ptr<Ask>& ask) {
  ask->timer = 0;
  if (ask->calls.size() != 1) return;
  const Call& slow = *ask->calls.front();
  for (const ReplyChoice& choice : slow.reader.choices()) {
    if (choice.chunks > 0 || choice.finished()) return;
  }
  Endpoint* other = pool_.Other(*slow.endpoint);
  if (other == nullptr || static_cast<size_t>(other->facts.most_choices) < ask->members.size()) {
    return;
  }
  Log(LogLevel::kInfo, slow.endpoint->url + " is slow; " + other->url + " is asked too");
  StartCall(ask, *other);
}

// ---- Hearing ----

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
  requests_[index].on_text(
      {std::string_view(text).substr(from), static_cast<int>(tokens), 0});
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

// ---- Ending ----

void RemoteBatch::Finish(size_t index, const ReplyChoice& choice, int64_t tokens) {
  Member& member = members_[index];
  if (!choice.calls.empty()) Show(index, choice.text + CallsText(choice), tokens);
  Fill(index, &choice, tokens,
       StopOf(requests_[index], choice, member.said_tokens + tokens));
  if (member.result.stop == StopReason::kError) member.result.error = "content filter";
  if (member.result.stop == StopReason::kStopString) member.result.stop_string = choice.stop_string;
  Close(index);
}

void RemoteBatch::Fail(size_t index, const std::string& error) {
  if (!members_[index].open) return;
  members_[index].live = nullptr;
  Fill(index, nullptr, 0, StopReason::kError);
  members_[index].result.error = error;
  Close(index);
}

void RemoteBatch::Close(size_t index) {
  members_[index].open = false;
  members_[index].live = nullptr;
  --open_;
  progress_.Finish(index, static_cast<int>(members_[index].result.usage.generated));
}

void RemoteBatch::Cancel(size_t index) {
  Member& member = members_[index];
  if (!member.open) return;
  const ReplyChoice* choice =
      member.live != nullptr ? &member.live->reader.choices()[member.slot] : nullptr;
  Fill(index, choice, choice != nullptr ? choice->Tokens() : 0, StopReason::kCancelled);
  member.open = false;
  member.live = nullptr;
  --open_;
  progress_.Cancel(index);
  Ask* ask = member.ask;
  const bool wanted = std::any_of(ask->members.begin(), ask->members.end(),
                                  [this](size_t i) { return members_[i].open; });
  if (!wanted) Drop(*ask);
}

void RemoteBatch::CancelAll() {
  for (size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].ask == nullptr && members_[i].open) {  // not asked yet
      Fill(i, nullptr, 0, StopReason::kCancelled);
      members_[i].open = false;
      --open_;
      progress_.Cancel(i);
    } else {
      Cancel(i);
    }
  }
}

// Closes its connections, takes back its wish.
void RemoteBatch::Drop(Ask& ask) {
  client_.Cancel(std::exchange(ask.timer, 0));
  pool_.Forget(ask.wish.get());
  const std::vector<std::shared_ptr<Call>> calls = ask.calls;
  for (const auto& call : calls) DropCall(ask, *call);
  const auto own = std::find_if(asks_.begin(), asks_.end(),
                                [&ask](const auto& other) { return other.get() == &ask; });
  if (own != asks_.end()) asks_.erase(own);
}

void RemoteBatch::DropCall(Ask& ask, Call& call) {
  client_.Cancel(call.id);
  pool_.Ended(*call.endpoint, static_cast<int>(ask.members.size()));
  std::erase_if(ask.calls, [&call](const auto& other) { return other.get() == &call; });
}

void RemoteBatch::Fill(size_t index, const ReplyChoice* choice, int64_t tokens, StopReason stop) {
  Member& member = members_[index];
  Generation& result = member.result;
  result.text = member.said;
  if (choice != nullptr) result.text += choice->text + CallsText(*choice);
  FillTokens(index, choice, result);
  result.stop = stop;
  CallUsage& usage = result.usage;
  usage.generated = usage.decoded = member.said_tokens + tokens;
  const Call* call = member.live;
  if (call != nullptr && call->reader.usage()) {
    const ReplyUsage& read = *call->reader.usage();
    usage.prompt = std::max<int64_t>(read.prompt - member.said_tokens, 0);
    // Of the choices of one call the first one reads the prompt.
    usage.cached = member.slot == 0 ? std::min(read.cached, usage.prompt) : usage.prompt;
  } else if (call != nullptr || !member.said.empty()) {
    usage.prompt = static_cast<int64_t>(PieceTable::Render(requests_[index].prompt).size());
  }
  usage.prefill = usage.prompt - usage.cached;
  usage.flops = ForwardFlops(info_, usage.cached, usage.prefill + usage.decoded);
}

// The endpoint's own tokens where it reported them and they are the text.
void RemoteBatch::FillTokens(size_t index, const ReplyChoice* choice, Generation& result) {
  const Member& member = members_[index];
  const GenerateRequest& request = requests_[index];
  std::vector<ReportedToken> reported = member.said_reported;
  if (choice != nullptr) {
    reported.insert(reported.end(), choice->tokens.begin(), choice->tokens.end());
  }
  std::string joined;
  for (const ReportedToken& token : reported) joined += token.text;
  if (reported.empty() || !joined.starts_with(result.text)) {
    result.tokens = PieceTable::Cut(result.text);
  } else {
    for (const ReportedToken& token : reported) {
      result.tokens.push_back(pieces_.Name(token.text));
      if (request.logprobs) result.logprobs.push_back(token.logprob);
      if (request.top_logprobs == 0) continue;
      std::vector<TokenAlternative>& row = result.top.emplace_back();
      for (const auto& [text, logprob] : token.alternatives) {
        row.push_back({pieces_.Name(text), logprob});
      }
    }
  }
  result.origins.assign(result.tokens.size(), TokenOrigin::kSampled);
  while (result.covering_tokens < result.tokens.size()) {
    const Token next = result.tokens[result.covering_tokens];
    const size_t end = result.covered + pieces_.Text(std::span(&next, 1)).size();
    if (end > result.text.size()) break;
    result.covered = end;
    ++result.covering_tokens;
  }
}

void RemoteBatch::Report() {
  if (reporting_) return;  // a callback of ours is under way
  reporting_ = true;
  std::vector<size_t> cancelled;
  try {
    cancelled = progress_.Report(
        [this](size_t index) -> const Generation& { return members_[index].result; });
  } catch (...) {
    reporting_ = false;
    throw;
  }
  reporting_ = false;
  for (size_t index : cancelled) Cancel(index);
}

}  // namespace ponder
