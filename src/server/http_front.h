// The wire: connections, headers, bodies and streams. The only place that knows cpp-httplib.
#pragma once

#include <cpp-httplib/httplib.h>

#include <memory>
#include <optional>
#include <string>

#include "server/desk.h"

namespace ponder {

class HttpFront {
 public:
  HttpFront(ServerOptions options, std::shared_ptr<const ModelHouse> house);

  int port() const { return port_; }
  void Run() { http_->listen_after_bind(); }
  void Stop() { http_->stop(); }
  Desk& desk() { return desk_; }

 private:
  using Request = httplib::Request;
  using Response = httplib::Response;
  using Reader = httplib::ContentReader;

  void Bind();
  void AddPages();
  void AddFailures();
  // `reader`: null for a page without a body.
  void Answer(const Page& page, const Request& request, Response& response, const Reader* reader);
  std::optional<Refusal> Check(const Page& page, const Request& request, Record& record) const;
  std::optional<Refusal> ReadBody(const Request& request, const Reader& reader,
                                  std::string& body) const;
  // Takes over the reply of a job; the rest of a stream follows later.
  void Deliver(const std::shared_ptr<Answering>& answering, Response& response);

  const ServerOptions options_;
  LiveCalls calls_;  // before the desk, whose jobs use it
  Desk desk_;
  const Site site_;
  int port_ = 0;
  std::unique_ptr<httplib::Server> http_;
};

}  // namespace ponder
