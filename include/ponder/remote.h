// The engine over HTTP: one OpenAI-compatible endpoint, or several that serve the same model.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

struct RemoteOptions {
  std::vector<std::string> urls;  // "http://host:port/v1"; several make a pool
  std::string model;              // "" where the endpoints serve one model only
  // The environment variable that holds the key. The key itself is never an option and never said.
  std::string key_variable = "PONDER_API_KEY";
  int connections = 32;          // calls under way at one endpoint
  double timeout_seconds = 120;  // how long a running answer may be silent
  // How long a request waits while no endpoint answers, and connecting for one that is loading.
  double wait_seconds = 10;
  int retries = 4;           // how often one sample is asked again
  double hedge_seconds = 0;  // silent for so long: ask another endpoint too; 0: never
};

// Asks the endpoints what they can do (a few calls of one or two tokens each); endpoints that do
// not answer now may join later. Throws kInvalidRequest (a URL, no model chosen), kNotFound (no
// such model) or kUnavailable (no endpoint answers, or none takes the key).
std::unique_ptr<Engine> ConnectRemoteEngine(const RemoteOptions& options);

}  // namespace ponder
