#include "engine/remote/endpoint_pool.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/log.h"

namespace ponder {
namespace {

constexpr int kFailuresThatOpen = 3;
constexpr double kFirstCoolDown = 0.5;  // seconds
constexpr double kLongestCoolDown = 8;
constexpr double kHealthSeconds = 5;
// How many samples busier than the least busy one the preferred endpoint may be.
constexpr int kAffinitySlack = 8;

std::string RootOf(const std::string& url) {
  return url.ends_with("/v1") ? url.substr(0, url.size() - 3) : url;
}

}  // namespace

EndpointPool::EndpointPool(const RemoteOptions& options, std::string key,
                           std::vector<Endpoint> endpoints)
    : options_(options), key_(std::move(key)) {
  for (Endpoint& endpoint : endpoints) {
    endpoints_.push_back(std::make_unique<Endpoint>(std::move(endpoint)));
  }
}

HttpCall EndpointPool::CallTo(const Endpoint& endpoint, const std::string& path,
                              std::string body) const {
  HttpCall call;
  call.url = endpoint.url + path;
  call.body = std::move(body);
  call.key = key_;
  call.silence_seconds = options_.timeout_seconds;
  return call;
}

bool EndpointPool::Usable(const Endpoint& endpoint) const {
  return !endpoint.open && endpoint.calls < options_.connections;
}

// The preferred one by the prompt's hash, unless it is much busier than the least busy one.
Endpoint* EndpointPool::Pick(const Wish& wish) const {
  Endpoint* least = nullptr;
  Endpoint* preferred = nullptr;
  uint64_t best = 0;
  for (const bool again : {false, true}) {
    for (size_t i = 0; i < endpoints_.size(); ++i) {
      Endpoint* endpoint = endpoints_[i].get();
      if (!Usable(*endpoint) || (!again && wish.avoid.contains(endpoint))) continue;
      if (least == nullptr || endpoint->samples < least->samples) least = endpoint;
      const uint64_t rank = Combine(wish.affinity, i);
      if (preferred != nullptr && rank <= best) continue;
      preferred = endpoint;
      best = rank;
    }
    if (least != nullptr) break;
  }
  if (least == nullptr || preferred->samples <= least->samples + kAffinitySlack) return preferred;
  return least;
}

void EndpointPool::Ask(std::shared_ptr<Wish> wish) {
  waiting_.push_back({std::move(wish), 0});
  Serve();
}

void EndpointPool::Forget(const Wish* wish) {
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
    if (at->wish.get() != wish) continue;
    client_.Cancel(at->timer);
    waiting_.erase(at);
    return;
  }
}

Endpoint* EndpointPool::Other(const Endpoint& other) {
  Endpoint* least = nullptr;
  for (const auto& endpoint : endpoints_) {
    if (endpoint.get() == &other || !Usable(*endpoint)) continue;
    if (least == nullptr || endpoint->samples < least->samples) least = endpoint.get();
  }
  return least;
}

// First come, first served.
void EndpointPool::Serve() {
  while (!waiting_.empty()) {
    Endpoint* endpoint = Pick(*waiting_.front().wish);
    if (endpoint == nullptr) break;
    const Waiting first = std::move(waiting_.front());
    waiting_.pop_front();
    client_.Cancel(first.timer);
    first.wish->start(*endpoint);
  }
  WatchForNone();
}

// With every circuit open those that wait have a limit; with one closed they only wait for room.
void EndpointPool::WatchForNone() {
  const bool none = std::all_of(endpoints_.begin(), endpoints_.end(),
                                [](const auto& endpoint) { return endpoint->open; });
  for (Waiting& waiting : waiting_) {
    if (!none) client_.Cancel(std::exchange(waiting.timer, 0));
    if (!none || waiting.timer != 0) continue;
    waiting.timer =
        client_.After(options_.wait_seconds, [this, wish = waiting.wish.get()] { GiveUp(wish); });
  }
}

void EndpointPool::GiveUp(const Wish* wish) {
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
    if (at->wish.get() != wish) continue;
    const std::shared_ptr<Wish> keep = at->wish;
    waiting_.erase(at);
    keep->give_up(WhyNone());
    return;
  }
}

std::string EndpointPool::WhyNone() const {
  std::string text = "no endpoint answers:";
  for (const auto& endpoint : endpoints_) {
    text += " " + endpoint->url + " (" + endpoint->last_error + ")";
  }
  return text;
}

void EndpointPool::Began(Endpoint& endpoint, int samples) {
  endpoint.calls += 1;
  endpoint.samples += samples;
}

void EndpointPool::Ended(Endpoint& endpoint, int samples) {
  endpoint.calls -= 1;
  endpoint.samples -= samples;
  client_.After(0, [this] { Serve(); });
}

void EndpointPool::Worked(Endpoint& endpoint) { endpoint.failures = 0; }

void EndpointPool::Failed(Endpoint& endpoint, const std::string& error) {
  endpoint.last_error = error;
  if (++endpoint.failures < kFailuresThatOpen || endpoint.open) return;
  Log(LogLevel::kWarning, endpoint.url + " is left alone for now: " + error);
  endpoint.open = true;
  endpoint.cool_down = kFirstCoolDown;
  client_.After(endpoint.cool_down, [this, &endpoint] { LookAgain(endpoint); });
  WatchForNone();
}

// Half open: one cheap call, no sample, decides.
void EndpointPool::LookAgain(Endpoint& endpoint) {
  HttpCall call = CallTo(endpoint, "/models", "");
  if (!endpoint.facts.health_path.empty()) {
    call.url = RootOf(endpoint.url) + endpoint.facts.health_path;
  }
  call.silence_seconds = kHealthSeconds;
  call.on_end = [this, &endpoint](const HttpReply& reply) {
    if (reply.status == 200 && reply.error.empty()) {
      Log(LogLevel::kInfo, endpoint.url + " answers again");
      endpoint.open = false;
      endpoint.failures = 0;
      Serve();
      return;
    }
    endpoint.last_error =
        reply.error.empty() ? "status " + std::to_string(reply.status) : reply.error;
    endpoint.cool_down = std::min(2 * endpoint.cool_down, kLongestCoolDown);
    client_.After(endpoint.cool_down, [this, &endpoint] { LookAgain(endpoint); });
  };
  client_.Start(std::move(call));
}

}  // namespace ponder
