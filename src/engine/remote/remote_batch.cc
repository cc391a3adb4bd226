#include "engine/remote/remote_batch.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/log.h"

namespace ponder {
namespace {

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
    members_[i].key = Dump(RequestBody(request, facts, "", request.max_tokens));
  }
}

std::vector<Generation> RemoteBatch::Run(std::stop_token stop) {
  client_.Post([self = shared_from_this(), stop] { self->Guard([&] { self->Begin(stop); }); });
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
  const auto border =
      ask->members.begin() + static_cast<ptrdiff_t>(std::min(most, ask->members.size()));
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
  HttpCall http =
      pool_.CallTo(endpoint, RequestPath(requests_[first].prompt), BodyFor(*ask, endpoint.facts));
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
  return Dump(body);
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

}  // namespace ponder
