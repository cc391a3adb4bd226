#include "server/chat_run.h"

#include <memory>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "ponder/random.h"
#include "server/chat_stream.h"
#include "server/event_text.h"

namespace ponder {
namespace {

// Choice 0 has the request's own seed, so that n = 1 is the first of n.
std::vector<RunResult> RunChoices(const ChatCall& call, const ReplyHead& head,
                                  const JobContext& job) {
  const bool live = FindMethod(call.request.method).live;
  std::vector<RunResult> runs(static_cast<size_t>(call.choices));
  Parallel(runs.size(), [&](size_t i) {
    Request request = call.request;
    if (i > 0) request.seed = RandomStream(request.seed).Child(i).key();
    if (!call.stream) {
      runs[i] = job.Run(request);
      return;
    }
    ChatStream stream(head, static_cast<int>(i), live,
                      [&job](std::string text) { job.out.Push(std::move(text)); });
    runs[i] = job.Run(request, [&](const Event& event) { stream.Take(event); });
    stream.End(runs[i]);
  });
  return runs;
}

void Say(const ChatCall& call, const ReplyHead& head, const std::vector<RunResult>& runs,
         Outbox& out) {
  if (!call.stream) {
    const Json reply = ChatReply(head, runs, call.warnings);
    out.Push(reply.dump(-1, ' ', false, Json::error_handler_t::replace));
    return;
  }
  if (call.include_usage) out.Push(ServerSentEvent(UsageChunk(head, runs, call.warnings)));
  out.Push("data: [DONE]\n\n");
}

}  // namespace

JobPlan PlanChat(ChatCall call, const std::string& model, const ReplyHead& head) {
  const bool stream = call.stream;
  const auto kept = std::make_shared<const ChatCall>(std::move(call));
  return {.model = model, .stream = stream, .work = [kept, head](const JobContext& job) {
            const std::vector<RunResult> runs = RunChoices(*kept, head, job);
            Say(*kept, head, runs, job.out);
          }};
}

}  // namespace ponder
