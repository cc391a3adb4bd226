#include "server/chat_writer.h"

#include <utility>

#include "server/event_text.h"

namespace ponder {

ThinkingShown ShownBy(const ChatCall& call) {
  return {call.effort.show_thinking, call.effort.separate_thinking};
}

StreamForm FormOf(const ChatCall& call) {
  return {.live = FindMethod(call.request.method).live,
          .stream_thinking = call.effort.stream_thinking,
          .calls_tools = call.request.tools != nullptr,
          .shown = ShownBy(call)};
}

ReplyNotes NotesOf(const ChatCall& call) {
  const auto& effort = call.effort.effort;
  return {call.warnings, effort ? std::string(EffortName(*effort)) : ""};
}

void ChatWriter::Begin(const ChatCall& call, const JobContext& job) {
  call_ = &call;
  job_ = &job;
  if (!call.stream) return;
  const StreamForm form = FormOf(call);
  for (int i = 0; i < call.choices; ++i) {
    streams_.emplace_back(head_, i, form,
                          [&job](std::string text) { job.out.Push(std::move(text)); });
  }
}

void ChatWriter::Take(int choice, const Event& event) {
  streams_[static_cast<size_t>(choice)].Take(event);
}

void ChatWriter::EndChoice(int choice, const RunResult& run) {
  streams_[static_cast<size_t>(choice)].End(run, *job_->model->engine, call_->warnings);
}

void ChatWriter::End(const std::vector<RunResult>& runs) {
  if (!call_->stream) {
    const Json reply =
        ChatReply(head_, runs, *job_->model->engine, ShownBy(*call_), NotesOf(*call_));
    job_->out.Push(JsonText(reply));
    return;
  }
  if (call_->include_usage) {
    job_->out.Push(ServerSentEvent(UsageChunk(head_, runs, NotesOf(*call_))));
  }
  job_->out.Push("data: [DONE]\n\n");
}

}  // namespace ponder
