// A call that asks for an answer, as a job: whatever its interface, it is run here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plan/effort.h"
#include "server/chat_call.h"
#include "server/job.h"
#include "server/live_calls.h"

namespace ponder {

// Says a call's events and results in the words of one interface. One a call. Events and EndChoice
// come from several threads, one a choice, and only when the call streams.
class ReplyWriter {
 public:
  virtual ~ReplyWriter() = default;
  // The call's turn has come; its method and warnings are settled.
  virtual void Begin(const ChatCall& call, const JobContext& job) = 0;
  virtual void Take(int choice, const Event& event) = 0;
  virtual void EndChoice(int choice, const RunResult& run) = 0;
  // One result a choice. Without a stream this is the whole reply.
  virtual void End(const std::vector<RunResult>& runs) = 0;
};

// `model`: its name in the house. While it waits and runs, `calls` has it under `id`.
JobPlan PlanRun(ChatCall call, const std::string& model, const std::string& id,
                const EffortTable& efforts, LiveCalls& calls, std::shared_ptr<ReplyWriter> writer);

}  // namespace ponder
