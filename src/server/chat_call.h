// The body of POST /v1/chat/completions as a native request.
#pragma once

#include <string>
#include <vector>

#include "ponder/runner.h"
#include "server/effort_fields.h"
#include "server/json_object.h"

namespace ponder {

struct ChatCall {
  Request request;
  std::string model;   // as asked, without "@method"; "": the server's default
  bool method_chosen = false;  // by "model" or "ponder.method"
  bool limit_chosen = false;   // of a candidate's tokens
  EffortFields effort;         // not yet part of the request: ApplyEffort
  int choices = 1;     // "n"
  bool stream = false;
  bool include_usage = false;          // a last chunk with the usage
  std::vector<std::string> warnings;   // fields that have no effect here
};

// Throws kInvalidRequest or kNotFound, with the field's path. Source of the names: OpenAI's API
// reference; of the extension object "ponder": docs/server.md.
ChatCall ReadChatCall(const Json& body);

}  // namespace ponder
