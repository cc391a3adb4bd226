#include "server/answer_stream.h"

#include <utility>

namespace ponder {
namespace {

constexpr char kSpace[] = " \t\r\n";
constexpr char kCallMarks[] = "<[{";  // the marks of calls begin with one of these

// What of `whole` is still to be sent. Text that differs from what was sent cannot be taken back.
std::string Rest(const std::string& whole, const std::string& sent) {
  return whole.starts_with(sent) ? whole.substr(sent.size()) : "";
}

// What may be sent now. A reply has no white space at its ends, so that at the beginning is dropped
// and that at the end waits in `held` for what follows.
std::string Settled(std::string& held, const std::string& sent, const std::string& text) {
  std::string fresh = std::exchange(held, {}) + text;
  if (sent.empty()) fresh.erase(0, fresh.find_first_not_of(kSpace));
  const size_t end = fresh.find_last_not_of(kSpace) + 1;
  held = fresh.substr(end);
  fresh.resize(end);
  return fresh;
}

}  // namespace

AnswerStream::AnswerStream(StreamForm form, Piece piece) : form_(form), piece_(std::move(piece)) {
  if (!form_.shown.apart) form_.live = false;
}

void AnswerStream::Take(const TokensGenerated& tokens) {
  if (!form_.live || tokens.candidate != 0) return;
  if (tokens.thinking) {
    if (!form_.shown.any || !form_.stream_thinking) return;
    Send(Settled(held_thinking_, thinking_, tokens.text), true);
    return;
  }
  if (may_be_call_) return;
  const size_t end = form_.calls_tools ? tokens.text.find_first_of(kCallMarks) : std::string::npos;
  Send(Settled(held_text_, text_, tokens.text.substr(0, end)), false);
  may_be_call_ = end != std::string::npos;
}

void AnswerStream::End(const Answer& answer) {
  Send(Rest(ShownThinking(answer, form_.shown), thinking_), true);
  Send(Rest(ShownText(answer, form_.shown), text_), false);
}

void AnswerStream::Send(const std::string& text, bool thinking) {
  if (text.empty()) return;
  (thinking ? thinking_ : text_) += text;
  piece_(text, thinking);
}

}  // namespace ponder
