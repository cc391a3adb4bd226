#include "raw_connection.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <stdexcept>

namespace ponder {
namespace {

constexpr timeval kLongest{60, 0};

// The value of a header, "" where there is none. Names are as our server writes them.
std::string_view HeaderOf(std::string_view head, std::string_view name) {
  const size_t found = head.find(fmt::format("\r\n{}: ", name));
  if (found == std::string_view::npos) return "";
  const std::string_view rest = head.substr(found + name.size() + 4);
  return rest.substr(0, rest.find("\r\n"));
}

// Chunks of a body, joined into `reply`.
void JoinChunks(std::string_view body, HttpReply& reply) {
  while (true) {
    const size_t line = body.find("\r\n");
    size_t size = 0;
    if (line == std::string_view::npos) return;
    std::from_chars(body.data(), body.data() + line, size, 16);
    if (body.size() < line + 2 + size + 2) return;
    if (size == 0) {
      reply.whole = true;
      return;
    }
    reply.body += body.substr(line + 2, size);
    body.remove_prefix(line + 2 + size + 2);
  }
}

}  // namespace

RawConnection::RawConnection(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kLongest, sizeof kLongest);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &kLongest, sizeof kLongest);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(socket_);
    throw std::runtime_error("the server cannot be reached");
  }
}

RawConnection::~RawConnection() { close(socket_); }

bool RawConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

std::string RawConnection::Read(size_t most) {
  std::string said;
  char buffer[4096];
  while (said.size() < most) {
    const size_t room = std::min(sizeof buffer, most - said.size());
    const ssize_t got = recv(socket_, buffer, room, 0);
    stuck_ = got < 0 && errno == EAGAIN;
    if (got <= 0) break;
    said.append(buffer, static_cast<size_t>(got));
  }
  return said;
}

std::string HttpPost(std::string_view path, std::string_view body) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
      "Content-Length: {}\r\n\r\n{}",
      path, body.size(), body);
}

std::string HttpGet(std::string_view path) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path);
}

HttpReply ParseReply(std::string_view said) {
  HttpReply reply;
  const size_t end = said.find("\r\n\r\n");
  if (end == std::string_view::npos || !said.starts_with("HTTP/1.1 ")) return reply;
  std::from_chars(said.data() + 9, said.data() + 12, reply.status);
  reply.head = said.substr(0, end);
  const std::string_view body = said.substr(end + 4);
  if (HeaderOf(reply.head, "Transfer-Encoding") == "chunked") {
    JoinChunks(body, reply);
  } else {
    reply.body = body;
    reply.whole = std::to_string(body.size()) == HeaderOf(reply.head, "Content-Length");
  }
  return reply;
}

}  // namespace ponder
