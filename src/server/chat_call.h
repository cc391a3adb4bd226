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
  std::string model;                 // as asked, without "@method"; "": the server's default
  bool method_chosen = false;        // by "model" or "ponder.method"
  bool limit_chosen = false;         // of a candidate's tokens
  EffortFields effort;               // not yet part of the request: ApplyEffort
  int choices = 1;                   // "n", of all prompts together
  std::vector<std::string> prompts;  // of plain completions: choices in equal parts; else empty
  bool stream = false;
  bool include_usage = false;         // a last chunk with the usage
  std::vector<std::string> warnings;  // fields that have no effect here
};

// What chat and plain completions have in common: model, sampling, limits, effort, "ponder", "n",
// "stream". `body` has the fields of "extra_body" beside the others.
void ReadCommonFields(JsonObject& body, ChatCall& call);
// Warnings for the fields that nobody read.
void WarnOfUnread(const JsonObject& body, ChatCall& call);

// Throws kInvalidRequest or kNotFound, with the field's path. Source of the names: OpenAI's API
// reference; of the extension object "ponder": docs/server.md.
ChatCall ReadChatCall(const Json& body);

}  // namespace ponder
