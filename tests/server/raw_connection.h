// A client that can do what no client library does: stop in the middle, on either side.
#pragma once

#include <string>
#include <string_view>

namespace ponder {

class RawConnection {
 public:
  // To this machine. Reading and sending give up after a minute.
  explicit RawConnection(int port);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // False: the server has closed.
  bool Send(std::string_view bytes);
  // Reads until the server closes, or until there are `most` bytes.
  std::string Read(size_t most = SIZE_MAX);
  // Whether a Read ran into its minute.
  bool stuck() const { return stuck_; }

 private:
  int socket_;
  bool stuck_ = false;
};

// A call whose connection ends with its reply.
std::string HttpPost(std::string_view path, std::string_view body);
std::string HttpGet(std::string_view path);

struct HttpReply {
  int status = 0;  // 0: none
  std::string head;
  std::string body;  // chunks joined
  bool whole = false;
};
HttpReply ParseReply(std::string_view said);

}  // namespace ponder
