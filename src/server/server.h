// The HTTP server: connections, pages, and what goes wrong before a request is understood.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "plan/effort.h"
#include "server/keys.h"
#include "server/model_house.h"

namespace ponder {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8080;                        // 0: any free one
  int connections = 512;                  // at once
  int running = 64;                       // calls at work
  int waiting = 256;                      // calls that wait for their turn
  double request_seconds = 0;             // of a call, waiting included; 0: no limit
  double body_seconds = 30;               // to send a body
  double heartbeat_seconds = 10;          // after which a silent stream says that it is still there
  int64_t body_bytes = 16 << 20;          // longest body
  std::vector<ApiKey> keys = {};          // empty: anybody may ask
  std::vector<std::string> origins = {};  // of web pages that may ask; "*": all
  std::string tls_certificate = {};       // PEM files; "": no TLS
  std::string tls_key = {};
  std::function<void(const std::string& line)> log = {};  // a line a call; null: none
  bool log_prompts = false;
  EffortTable efforts = EffortTable::Default();  // what levels of effort stand for
};

// Whether this build can serve by TLS.
bool HasTls();

class Server {
 public:
  // Throws kUnavailable when the address cannot be had, and kInvalidRequest for TLS files that do
  // not fit.
  Server(ServerOptions options, std::shared_ptr<const ModelHouse> house);
  ~Server();

  int port() const;
  // Serves until Stop; on the caller's thread.
  void Run();
  // From any thread. New calls are refused, and /health says so; what runs has `seconds` to end,
  // and is cancelled then. Returns when nothing is left; Stop follows.
  void Drain(double seconds);
  // From any thread: at once. Calls that run are cancelled.
  void Stop();

 private:
  std::unique_ptr<class HttpFront> front_;
};

}  // namespace ponder
