// Replies of POST /v1/responses: one object, or the events of a stream.
#pragma once

#include <memory>
#include <optional>

#include "server/answer_stream.h"
#include "server/chat_run.h"

namespace ponder {

class ResponsesWriter : public ReplyWriter {
 public:
  // `asked`: the body, for the fields that a reply repeats.
  ResponsesWriter(ReplyHead head, Json asked) : head_(std::move(head)), asked_(std::move(asked)) {}

  void Begin(const ChatCall& call, const JobContext& job) override;
  void Take(int choice, const Event& event) override;
  void EndChoice(int choice, const RunResult& run) override;
  void End(const std::vector<RunResult>& runs) override;

 private:
  Json Whole(const char* status, const std::vector<RunResult>& runs) const;
  void Say(const char* event, Json fields);
  void Piece(const std::string& text, bool thinking);
  void OpenItem(bool thinking);
  void CloseItem();
  void BeginStream();

  ReplyHead head_;
  Json asked_;
  const ChatCall* call_ = nullptr;
  const JobContext* job_ = nullptr;
  std::optional<AnswerStream> stream_;
  int64_t said_ = 0;       // events
  Json output_;            // items that were closed
  bool open_ = false;      // an item is
  bool thinking_ = false;  // it is one of thinking
  std::string text_;       // of the open item
};

}  // namespace ponder
