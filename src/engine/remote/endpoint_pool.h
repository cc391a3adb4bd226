// The endpoints of one model: which one a call goes to, and which ones are out of order.
//
// Everything but the constructor runs on the client's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/remote/endpoint_facts.h"
#include "engine/remote/http_client.h"
#include "ponder/remote.h"

namespace ponder {

struct Endpoint {
  std::string url;  // without a slash at the end
  EndpointFacts facts;
  int calls = 0;         // under way
  int samples = 0;       // of these calls
  int failures = 0;      // since the last success
  bool open = false;     // the circuit: nothing is sent while it is open
  double cool_down = 0;  // seconds until it is looked at again
  std::string last_error;
};

class EndpointPool {
 public:
  // What waits for an endpoint: `start` gets one, or `give_up` hears why there is none.
  struct Wish {
    uint64_t affinity = 0;  // wishes with the same prompt prefer the same endpoint
    int samples = 1;
    std::set<const Endpoint*> avoid;  // where there is another one
    std::function<void(Endpoint&)> start;
    std::function<void(const std::string&)> give_up;
  };

  EndpointPool(const RemoteOptions& options, std::string key, std::vector<Endpoint> endpoints);

  HttpClient& client() { return client_; }
  const RemoteOptions& options() const { return options_; }
  const std::vector<std::unique_ptr<Endpoint>>& endpoints() const { return endpoints_; }

  // Calls `start` now or later, or `give_up` when no endpoint has answered for wait_seconds.
  void Ask(std::shared_ptr<Wish> wish);
  void Forget(const Wish* wish);
  // Another endpoint than `other` that has room now; null where there is none.
  Endpoint* Other(const Endpoint& other);

  HttpCall CallTo(const Endpoint& endpoint, const std::string& path, std::string body) const;

  void Began(Endpoint& endpoint, int samples);
  void Ended(Endpoint& endpoint, int samples);  // room for those that wait
  void Worked(Endpoint& endpoint);
  void Failed(Endpoint& endpoint, const std::string& error);

 private:
  struct Waiting {
    std::shared_ptr<Wish> wish;
    HttpClient::Id timer = 0;
  };
  bool Usable(const Endpoint& endpoint) const;
  Endpoint* Pick(const Wish& wish) const;
  void Serve();
  void WatchForNone();
  void GiveUp(const Wish* wish);
  void LookAgain(Endpoint& endpoint);
  std::string WhyNone() const;

  const RemoteOptions options_;
  const std::string key_;
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  std::list<Waiting> waiting_;
  HttpClient client_;  // last: its thread uses everything above
};

}  // namespace ponder
