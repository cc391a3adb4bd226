#include "server/chat_stream.h"

#include <utility>

#include "run/json.h"
#include "server/event_text.h"

namespace ponder {
namespace {

constexpr char kSpace[] = " \t\r\n";

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

ChatStream::ChatStream(const ReplyHead& head, int choice, bool live, Write write)
    : head_(head), choice_(choice), live_(live), write_(std::move(write)) {}

// With the first event, since a request that cannot be run has none: it gets a status instead.
void ChatStream::Begin() {
  if (begun_) return;
  begun_ = true;
  write_(ServerSentEvent(
      ChatChunk(head_, choice_, {{"role", "assistant"}, {"content", ""}}, nullptr)));
}

void ChatStream::Take(const Event& event) {
  Begin();
  const auto* tokens = std::get_if<TokensGenerated>(&event);
  if (tokens == nullptr) {
    if (!live_) write_(": ponder " + ToJson(event) + "\n\n");
    return;
  }
  if (!live_ || tokens->candidate != 0) return;
  std::string& held = tokens->thinking ? held_thinking_ : held_text_;
  const std::string& sent = tokens->thinking ? thinking_ : text_;
  Delta(Settled(held, sent, tokens->text), tokens->thinking);
}

void ChatStream::Delta(const std::string& text, bool thinking) {
  if (text.empty()) return;
  (thinking ? thinking_ : text_) += text;
  const Json delta = thinking ? Json{{"reasoning_content", text}, {"reasoning", text}}
                              : Json{{"content", text}};
  write_(ServerSentEvent(ChatChunk(head_, choice_, delta, nullptr)));
}

void ChatStream::End(const RunResult& result) {
  Begin();
  Delta(Rest(result.answer.thinking, thinking_), true);
  Delta(Rest(result.answer.text, text_), false);
  write_(ServerSentEvent(
      ChatChunk(head_, choice_, Json::object(), FinishReason(result))));
}

}  // namespace ponder
