#include "server/http_wire.h"

#include <poll.h>

#include <algorithm>

#include "server/pages.h"

namespace ponder {
namespace {

bool Named(const std::vector<std::string>& named, const std::string& origin) {
  return std::any_of(named.begin(), named.end(),
                     [&](const std::string& one) { return one == "*" || one == origin; });
}

// The part of "scheme://HOST:PORT" after the scheme, where HOST is a name of this machine that no
// other machine can make a browser believe is its own.
bool IsOwnPage(const std::string& origin, const std::string& host) {
  const size_t at = origin.find("://");
  if (at == std::string::npos || origin.substr(at + 3) != host) return false;
  for (const char* own : {"localhost", "127.0.0.1", "[::1]"}) {
    const std::string_view name(own);
    if (host.starts_with(name) && (host.size() == name.size() || host[name.size()] == ':')) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool HasTls() {
#ifdef CPPHTTPLIB_SSL_ENABLED
  return true;
#else
  return false;
#endif
}

std::unique_ptr<httplib::Server> MakeHttpServer(const ServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) {
    return std::make_unique<httplib::Server>();
  }
#ifdef CPPHTTPLIB_SSL_ENABLED
  auto server = std::make_unique<httplib::SSLServer>(options.tls_certificate.c_str(),
                                                     options.tls_key.c_str());
  if (server->is_valid()) return server;
  throw Error(ErrorCode::kInvalidRequest,
              "--tls-cert, --tls-key: a certificate and its key are wanted, both as PEM files");
#else
  throw Error(ErrorCode::kUnsupported, "--tls-cert: this build has no TLS (OpenSSL was not found)");
#endif
}

void Send(httplib::Response& response, const PageReply& reply) {
  response.status = reply.status;
  response.set_content(reply.text, reply.type);
}

void Send(httplib::Response& response, const ErrorReply& error) {
  Send(response, JsonReply(error.body, error.status));
}

void Send(httplib::Response& response, const Refusal& refusal) {
  if (refusal.retry_after > 0) {
    response.set_header("Retry-After", std::to_string(refusal.retry_after));
  }
  if (refusal.status == 401) response.set_header("WWW-Authenticate", "Bearer");
  Send(response, refusal.Reply());
}

bool SendFault(Answering& answering, bool spoken, httplib::Response& response) {
  const std::optional<Refusal> fault = answering.Fault();
  if (fault && (!spoken || !answering.stream())) {
    Send(response, *fault);
    return true;
  }
  if (spoken || !answering.error()) return false;
  Send(response, *answering.error());
  return true;
}

Refusal FailureOf(const httplib::Request& request, int status, httplib::Response& response) {
  if (status == 413) return {413, "too_large", "body: too large"};
  if (status == 415) {
    return {415, "unsupported_media_type", "Content-Encoding: bodies are wanted as they are"};
  }
  if (status != 404) return {status, "bad_request", "this is no request that can be read"};
  for (const Page& page : Pages()) {
    if (page.path != request.path || page.method == request.method) continue;
    response.set_header("Allow", std::string(page.method));
    return {405, "method_not_allowed",
            request.path + ": " + std::string(page.method) + " is wanted"};
  }
  return {404, "not_found", "no page " + request.path};
}

std::string SecretOf(const httplib::Request& request) {
  const std::string bearer = request.get_header_value("Authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (bearer.starts_with(kBearer)) return bearer.substr(kBearer.size());
  return request.get_header_value("x-api-key");
}

bool OriginMayAsk(const std::vector<std::string>& named, const httplib::Request& request) {
  const std::string origin = request.get_header_value("Origin");
  return origin.empty() || Named(named, origin) ||
         IsOwnPage(origin, request.get_header_value("Host"));
}

void AllowOrigin(const std::vector<std::string>& named, const httplib::Request& request,
                 httplib::Response& response) {
  const std::string origin = request.get_header_value("Origin");
  if (origin.empty() || !Named(named, origin)) return;
  response.set_header("Access-Control-Allow-Origin", origin);
  response.set_header("Vary", "Origin");
}

bool AnswerPreflight(const std::vector<std::string>& named, const httplib::Request& request,
                     httplib::Response& response) {
  if (!Named(named, request.get_header_value("Origin"))) return false;
  response.set_header("Access-Control-Allow-Methods", "GET, POST");
  response.set_header("Access-Control-Allow-Headers", "authorization, content-type, x-api-key");
  response.set_header("Access-Control-Max-Age", "600");
  response.status = 204;
  return true;
}

ClientWatch::Gone WatchOf(const httplib::Request& request) {
#ifdef CPPHTTPLIB_OPENSSL_SUPPORT
  // A client that says goodbye in TLS leaves bytes to read: only the socket itself tells its end.
  if (request.ssl != nullptr) {
    const int socket = SSL_get_fd(static_cast<const SSL*>(request.ssl));
    return [socket] {
      pollfd asked{socket, POLLRDHUP, 0};
      return poll(&asked, 1, 0) > 0 && (asked.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
    };
  }
#endif
  return request.is_connection_closed;
}

}  // namespace ponder
