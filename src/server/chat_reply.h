// What the server answers to POST /v1/chat/completions: one object, or chunks of a stream.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ponder/runner.h"
#include "server/json_object.h"

namespace ponder {

// What all chunks of one reply have in common.
struct ReplyHead {
  std::string id;       // "chatcmpl-..."
  int64_t created = 0;  // seconds since 1970
  std::string model;    // as the caller named it
};

// "stop" or "length", OpenAI's words. A thought that was cut before an answer is "length".
std::string FinishReason(const RunResult& result);

// Totals over all candidates, scorers included, with both shapes of details.
Json UsageJson(const Usage& usage);

// `runs`: one a choice ("n").
Json ChatReply(const ReplyHead& head, const std::vector<RunResult>& runs,
               const std::vector<std::string>& warnings);

// A chunk with one choice. `finish` may be null.
Json ChatChunk(const ReplyHead& head, int choice, const Json& delta, const Json& finish);
// The one after the last choice: no choices, but usage and the object "ponder".
Json UsageChunk(const ReplyHead& head, const std::vector<RunResult>& runs,
                const std::vector<std::string>& warnings);

}  // namespace ponder
