// A call that is turned away before it becomes work.
#pragma once

#include <string>

#include "server/error_reply.h"

namespace ponder {

struct Refusal {
  int status;  // 401, 408, 413, 429, 503, ...
  std::string code;
  std::string message;
  int retry_after = 0;  // seconds; 0: says nothing

  ErrorReply Reply() const { return MakeErrorReply(status, code, message); }
};

}  // namespace ponder
