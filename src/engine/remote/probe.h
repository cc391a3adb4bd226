// Finds out what an endpoint can do, by a few calls of one to four tokens.
#pragma once

#include "engine/remote/endpoint_facts.h"
#include "engine/remote/http_client.h"

namespace ponder {

struct Patience {
  double silence_seconds;  // how long a call may be silent
  double loading_seconds;  // how long an endpoint may say that it is not ready (503)
};

// `url` without a slash at the end; `model` "" where the endpoint serves one only. Throws as
// ConnectRemoteEngine does; kUnavailable also for an endpoint that does not keep max_tokens, since
// no budget could be kept there.
EndpointFacts ProbeEndpoint(HttpClient& client, const std::string& url, const std::string& key,
                            const std::string& model, const Patience& patience);

}  // namespace ponder
