// What a request asks of the form of its answer: tools, a schema, log-probabilities.
#pragma once

#include "ponder/runner.h"
#include "server/json_object.h"

namespace ponder {

// "tools", "tool_choice", "parallel_tool_calls", as OpenAI's chat completions have them. A named
// choice is that one tool, required.
void ReadTools(JsonObject& body, Request& request);

// "response_format" (text, json_object, json_schema), and llama-server's "json_schema".
void ReadFormat(JsonObject& body, Request& request);

// "logprobs" and "top_logprobs" (at most 20).
void ReadLogprobs(JsonObject& body, Request& request);

}  // namespace ponder
