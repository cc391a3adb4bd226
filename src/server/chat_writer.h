// Replies of /v1/chat/completions: one object, or chunks of a stream.
#pragma once

#include <deque>

#include "server/chat_run.h"
#include "server/chat_stream.h"

namespace ponder {

// How thinking is to be shown, and what of a stream is live, as a call asks.
ThinkingShown ShownBy(const ChatCall& call);
StreamForm FormOf(const ChatCall& call);

ReplyNotes NotesOf(const ChatCall& call);

class ChatWriter : public ReplyWriter {
 public:
  explicit ChatWriter(ReplyHead head) : head_(std::move(head)) {}

  void Begin(const ChatCall& call, const JobContext& job) override;
  void Take(int choice, const Event& event) override;
  void EndChoice(int choice, const RunResult& run) override;
  void End(const std::vector<RunResult>& runs) override;

 private:
  ReplyHead head_;
  const ChatCall* call_ = nullptr;  // these two while the job runs
  const JobContext* job_ = nullptr;
  std::deque<ChatStream> streams_;  // one a choice
};

}  // namespace ponder
