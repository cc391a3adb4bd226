// Which pieces of an answer go out when, in whatever form.
#pragma once

#include <functional>
#include <string>

#include "ponder/answer.h"
#include "server/chat_reply.h"

namespace ponder {

struct StreamForm {
  bool live = false;            // the text goes out as it comes
  bool stream_thinking = true;  // and so does the thinking
  bool calls_tools = false;     // what may be a call waits until it is clear
  ThinkingShown shown;
};

// The pieces add up to the answer's text and thinking: without the white space at their ends, and
// in full also where nothing was live.
class AnswerStream {
 public:
  using Piece = std::function<void(const std::string& text, bool thinking)>;

  AnswerStream(StreamForm form, Piece piece);
  bool live() const { return form_.live; }
  void Take(const TokensGenerated& tokens);
  void End(const Answer& answer);

 private:
  void Send(const std::string& text, bool thinking);

  StreamForm form_;
  Piece piece_;
  std::string text_;  // sent so far
  std::string thinking_;
  std::string held_text_;  // white space that was not sent yet
  std::string held_thinking_;
  bool may_be_call_ = false;
};

}  // namespace ponder
