// The events of a run as OpenAI's chunks.
#pragma once

#include <functional>
#include <string>

#include "ponder/runner.h"
#include "server/chat_reply.h"

namespace ponder {

// One choice of a stream. Where the method is `live`, the text of candidate 0 goes out as it comes;
// else nothing does but progress, in comments that ordinary clients skip, until the answer is
// chosen. Take is an event sink; End comes after it.
class ChatStream {
 public:
  using Write = std::function<void(std::string)>;  // one event or comment; thread-safe

  ChatStream(const ReplyHead& head, int choice, bool live, Write write);
  void Take(const Event& event);
  void End(const RunResult& result);

 private:
  void Begin();
  void Delta(const std::string& text, bool thinking);

  const ReplyHead& head_;
  int choice_;
  bool live_;
  Write write_;
  bool begun_ = false;
  std::string text_;  // sent so far
  std::string thinking_;
  std::string held_text_;  // white space that was not sent yet
  std::string held_thinking_;
};

}  // namespace ponder
