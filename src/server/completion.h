// POST /v1/completions: plain text to go on from, without turns and without a template.
#pragma once

#include <vector>

#include "server/chat_reply.h"
#include "server/chat_run.h"

namespace ponder {

struct CompletionCall {
  ChatCall call;
  std::vector<std::string> prompts;  // `call` has the first; each gets call.choices choices
  bool echo = false;                 // the prompt stands in front of each text
};

// Throws kInvalidRequest with the field's path. Only method direct can go on from plain text.
CompletionCall ReadCompletionCall(const Json& body);

JobPlan PlanCompletion(CompletionCall call, const std::string& model, const ReplyHead& head,
                       const EffortTable& efforts, LiveCalls& calls);

}  // namespace ponder
