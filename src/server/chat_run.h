// A call of /v1/chat/completions as a job.
#pragma once

#include <string>

#include "server/chat_call.h"
#include "server/chat_reply.h"
#include "server/job.h"

namespace ponder {

// `model`: its name in the house.
JobPlan PlanChat(ChatCall call, const std::string& model, const ReplyHead& head);

}  // namespace ponder
