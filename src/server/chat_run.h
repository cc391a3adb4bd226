// One call of /v1/chat/completions while it is answered.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "server/chat_call.h"
#include "server/chat_reply.h"
#include "server/error_reply.h"
#include "server/model_house.h"
#include "server/outbox.h"

namespace ponder {

// Runs on a thread of its own from the moment it is made; everything it says arrives in the outbox:
// for a stream its events, else one JSON object. Destroying it cancels the run and waits for it.
class ChatRun {
 public:
  ChatRun(ChatCall call, std::shared_ptr<const ServedModel> model, ReplyHead head);
  ~ChatRun();

  Outbox& outbox() { return outbox_; }
  // After the outbox closed: what went wrong before anything was said.
  const std::optional<ErrorReply>& error() const { return error_; }

 private:
  void Run(std::stop_token stop);
  std::vector<RunResult> RunChoices(std::stop_token stop);
  void Say(const std::vector<RunResult>& runs);

  ChatCall call_;
  std::shared_ptr<const ServedModel> model_;
  ReplyHead head_;
  Outbox outbox_;
  std::optional<ErrorReply> error_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace ponder
