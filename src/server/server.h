// The HTTP server: connections, pages, and what goes wrong before a request is understood.
#pragma once

#include <memory>
#include <string>

#include "server/model_house.h"

namespace ponder {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8080;      // 0: any free one
  int connections = 256;  // served at once
  int64_t body_bytes = 16 << 20;  // longest body
};

class Server {
 public:
  // Throws kUnavailable when the address cannot be had.
  Server(ServerOptions options, std::shared_ptr<const ModelHouse> house);
  ~Server();

  int port() const;
  // Serves until Stop; on the caller's thread.
  void Run();
  // From any thread.
  void Stop();

 private:
  class Http;
  std::unique_ptr<Http> http_;
};

}  // namespace ponder
