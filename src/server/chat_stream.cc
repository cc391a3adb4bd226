#include "server/chat_stream.h"

#include <utility>

#include "run/json.h"
#include "server/event_text.h"

namespace ponder {

ChatStream::ChatStream(const ReplyHead& head, int choice, StreamForm form, Write write)
    : head_(head),
      choice_(choice),
      write_(std::move(write)),
      stream_(form, [this](const std::string& text, bool thinking) {
        Chunk(thinking ? Json{{"reasoning_content", text}, {"reasoning", text}}
                       : Json{{"content", text}});
      }) {}

void ChatStream::Chunk(const Json& delta, const Json& finish, const Json& logprobs) {
  write_(ServerSentEvent(ChatChunk(head_, choice_, delta, finish, logprobs)));
}

// With the first event, since a request that cannot be run has none: it gets a status instead.
void ChatStream::Begin() {
  if (begun_) return;
  begun_ = true;
  Chunk({{"role", "assistant"}, {"content", ""}});
}

void ChatStream::Take(const Event& event) {
  Begin();
  if (const auto* tokens = std::get_if<TokensGenerated>(&event)) {
    stream_.Take(*tokens);
  } else if (!stream_.live()) {
    write_(": ponder " + ToJson(event) + "\n\n");
  }
}

void ChatStream::End(const RunResult& result, const Engine& engine,
                     const std::vector<std::string>& warnings) {
  Begin();
  stream_.End(result.answer);
  if (!result.answer.tool_calls.empty()) {
    Chunk({{"tool_calls", ToolCallsJson(result.answer.tool_calls, true)}});
  }
  Json last = ChatChunk(head_, choice_, Json::object(), FinishReason(result),
                        LogprobsJson(result.answer, engine));
  Json said = warnings;
  for (const std::string& warning : result.answer.warnings) said.push_back(warning);
  if (!said.empty()) last["ponder"] = {{"warnings", std::move(said)}};
  write_(ServerSentEvent(last));
}

}  // namespace ponder
