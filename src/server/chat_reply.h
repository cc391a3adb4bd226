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

// How thinking is shown.
struct ThinkingShown {
  bool any = true;
  bool apart = true;  // in fields of its own; else in front of the answer, between <think> marks
};

// "stop", "length" or "tool_calls", OpenAI's words. A thought that was cut before an answer is
// "length".
std::string FinishReason(const RunResult& result);

// The tokens of the answer's text with their log-probabilities; null where none were asked for.
Json LogprobsJson(const Answer& answer, const Engine& engine);

// The model's own, else a new one.
std::string CallId(const ToolCall& call);

// In OpenAI's form. `with_index`: as a stream has them.
Json ToolCallsJson(const std::vector<ToolCall>& calls, bool with_index);

// What an answer says in its text field and in its thinking fields.
std::string ShownText(const Answer& answer, ThinkingShown shown);
std::string ShownThinking(const Answer& answer, ThinkingShown shown);

// What a call adds to the object "ponder" of its reply.
struct ReplyNotes {
  std::vector<std::string> warnings;
  std::string effort;  // the level that was asked for; "": none
};

// The object "ponder" of a reply: one run's bill, or {"runs": [...]}, and the notes.
Json PonderJson(const std::vector<RunResult>& runs, const ReplyNotes& notes);

Usage TotalUsage(const std::vector<RunResult>& runs);

// Totals over all candidates, scorers included, with both shapes of details.
Json UsageJson(const Usage& usage);

// `runs`: one a choice ("n").
Json ChatReply(const ReplyHead& head, const std::vector<RunResult>& runs, const Engine& engine,
               ThinkingShown shown, const ReplyNotes& notes);

// A chunk with one choice. `finish` and `logprobs` may be null.
Json ChatChunk(const ReplyHead& head, int choice, const Json& delta, const Json& finish,
               const Json& logprobs = nullptr);
// The one after the last choice: no choices, but usage and the object "ponder".
Json UsageChunk(const ReplyHead& head, const std::vector<RunResult>& runs, const ReplyNotes& notes);

}  // namespace ponder
