#include "server/chat_run.h"

#include <utility>

#include "base/parallel.h"
#include "ponder/random.h"
#include "server/chat_stream.h"

namespace ponder {

ChatRun::ChatRun(ChatCall call, std::shared_ptr<const ServedModel> model, ReplyHead head)
    : call_(std::move(call)),
      model_(std::move(model)),
      head_(std::move(head)),
      thread_([this](std::stop_token stop) { Run(std::move(stop)); }) {}

ChatRun::~ChatRun() = default;

void ChatRun::Run(std::stop_token stop) {
  try {
    Say(RunChoices(std::move(stop)));
  } catch (const Error& error) {
    error_ = ReplyFor(error);
  } catch (const std::exception& error) {
    error_ = ReplyFor(Error(ErrorCode::kInternal, error.what()));
  }
  if (error_ && outbox_.pushed()) outbox_.Push(ServerSentEvent(error_->body));
  outbox_.Close();
}

// Choice 0 has the request's own seed, so that n = 1 is the first of n.
std::vector<RunResult> ChatRun::RunChoices(std::stop_token stop) {
  const bool live = FindMethod(call_.request.method).live;
  std::vector<RunResult> runs(static_cast<size_t>(call_.choices));
  Parallel(runs.size(), [&](size_t i) {
    Request request = call_.request;
    if (i > 0) request.seed = RandomStream(request.seed).Child(i).key();
    if (!call_.stream) {
      runs[i] = model_->runner->Run(request, nullptr, stop);
      return;
    }
    ChatStream stream(head_, static_cast<int>(i), live,
                      [this](std::string text) { outbox_.Push(std::move(text)); });
    runs[i] = model_->runner->Run(
        request, [&](const Event& event) { stream.Take(event); }, stop);
    stream.End(runs[i]);
  });
  return runs;
}

void ChatRun::Say(const std::vector<RunResult>& runs) {
  if (!call_.stream) {
    const Json reply = ChatReply(head_, runs, call_.warnings);
    outbox_.Push(reply.dump(-1, ' ', false, Json::error_handler_t::replace));
    return;
  }
  if (call_.include_usage) outbox_.Push(ServerSentEvent(UsageChunk(head_, runs, call_.warnings)));
  outbox_.Push("data: [DONE]\n\n");
}

}  // namespace ponder
