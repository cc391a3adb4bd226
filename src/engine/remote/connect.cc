// ConnectRemoteEngine: options checked, endpoints probed.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/log.h"
#include "engine/remote/probe.h"
#include "engine/remote/remote_engine.h"
#include "ponder/remote.h"

namespace ponder {
namespace {

void Require(bool good, const std::string& message) {
  if (!good) throw Error(ErrorCode::kInvalidRequest, message);
}

void CheckOptions(const RemoteOptions& options) {
  Require(!options.urls.empty(), "endpoint: there is none");
  for (const std::string& url : options.urls) {
    Require(url.starts_with("http://") || url.starts_with("https://"),
            "endpoint " + url + " must begin with http:// or https://");
    const bool login = url.find('@') != std::string::npos;
    Require(!login, "endpoint: no user or password in the URL; a key comes from the environment");
  }
  const auto seconds = [](double value) { return std::isfinite(value) && value >= 0; };
  Require(options.connections >= 1, "endpoint connections must be 1 or more");
  Require(options.retries >= 0, "endpoint retries must be 0 or more");
  Require(seconds(options.timeout_seconds) && options.timeout_seconds >= 1,
          "endpoint timeout must be 1 second or more");
  Require(seconds(options.wait_seconds) && seconds(options.hedge_seconds),
          "endpoint seconds must be 0 or more");
}

std::string WithoutSlash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

struct Found {
  std::vector<Endpoint> endpoints;
  std::optional<size_t> first;  // that answered
};

// Asks each; one that is away is kept, one that answers wrongly is an error.
Found ProbeAll(const RemoteOptions& options, const std::string& key) {
  HttpClient client;
  Found found;
  std::string model = options.model;
  std::string away;
  for (const std::string& text : options.urls) {
    Endpoint endpoint;
    endpoint.url = WithoutSlash(text);
    try {
      endpoint.facts = ProbeEndpoint(client, endpoint.url, key, model,
                                     {options.timeout_seconds, options.wait_seconds});
      if (!found.first) found.first = found.endpoints.size();
      model = endpoint.facts.model;  // the others must have it too
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kUnavailable) throw;
      Log(LogLevel::kWarning, error.what());
      endpoint.last_error = error.what();
      away += (away.empty() ? "" : "; ") + endpoint.last_error;
      endpoint.failures = 1 << 10;  // not known to work: opens at the next failure
    }
    found.endpoints.push_back(std::move(endpoint));
  }
  if (!found.first) throw Error(ErrorCode::kUnavailable, away);
  return found;
}

}  // namespace

std::unique_ptr<Engine> ConnectRemoteEngine(const RemoteOptions& options) {
  CheckOptions(options);
  const char* value =
      options.key_variable.empty() ? nullptr : std::getenv(options.key_variable.c_str());
  const std::string key = value == nullptr ? "" : value;
  Found found = ProbeAll(options, key);
  const EndpointFacts facts = found.endpoints[*found.first].facts;
  for (Endpoint& endpoint : found.endpoints) {
    if (endpoint.facts.model.empty()) endpoint.facts = facts;
  }
  return std::make_unique<RemoteEngine>(options, key, std::move(found.endpoints));
}

}  // namespace ponder
