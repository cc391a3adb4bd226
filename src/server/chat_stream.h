// The events of a run as OpenAI's chunks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ponder/runner.h"
#include "server/answer_stream.h"
#include "server/chat_reply.h"

namespace ponder {

// One choice of a stream. Where nothing is live there is only progress, in comments that ordinary
// clients skip, until the answer is chosen. Take is an event sink; End comes after it.
class ChatStream {
 public:
  using Write = std::function<void(std::string)>;  // one event or comment; thread-safe

  ChatStream(const ReplyHead& head, int choice, StreamForm form, Write write);
  void Take(const Event& event);
  // `engine` spells the tokens of log-probabilities, which come with the last chunk.
  // Warnings too, since not every stream has a chunk with the bill.
  void End(const RunResult& result, const Engine& engine, const std::vector<std::string>& warnings);

 private:
  void Begin();
  void Chunk(const Json& delta, const Json& finish = nullptr, const Json& logprobs = nullptr);

  const ReplyHead& head_;
  int choice_;
  Write write_;
  AnswerStream stream_;
  bool begun_ = false;
};

}  // namespace ponder
