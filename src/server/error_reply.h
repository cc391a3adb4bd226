// Errors as OpenAI clients expect them.
#pragma once

#include <string>

#include "ponder/error.h"
#include "server/json_object.h"

namespace ponder {

struct ErrorReply {
  int status;  // of HTTP
  Json body;   // {"error": {"message", "type", "param", "code"}}
};

// `param` is the field that the message begins with ("temperature: ..."), else null. Paths of files
// on this machine never leave it: the message of kInternal is kept back.
ErrorReply ReplyFor(const Error& error);

// For what is wrong with the call itself: no such page, no key, too large, too many.
ErrorReply MakeErrorReply(int status, const std::string& code, const std::string& message);

}  // namespace ponder
