// What comes back from a chat or text completion, in chunks or whole, in any dialect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/remote/request_body.h"
#include "engine/remote/sse_reader.h"

namespace ponder {

// A token as the endpoint reports it.
struct ReportedToken {
  std::string text;
  float logprob = 0;
  std::vector<std::pair<std::string, float>> alternatives;
};

struct ReplyUsage {
  int64_t prompt = 0;
  int64_t cached = 0;
  int64_t completion = 0;
};

struct ReplyCall {
  std::string id, name, arguments;
};

// One of the n choices, so far.
struct ReplyChoice {
  std::string text;  // thinking between <think> marks where it came apart
  std::vector<ReplyCall> calls;
  std::vector<ReportedToken> tokens;  // where log-probabilities were asked for
  std::string finish;                 // "stop", "length", ...; "" not yet
  std::string stop_string;            // where the endpoint says which
  int chunks = 0;                     // with any text
  std::optional<int64_t> counted;     // tokens, as the endpoint counts
  bool finished() const { return !finish.empty(); }
  // Tokens so far: as counted, else as reported, else one a chunk.
  int64_t Tokens() const;

 private:
  friend class ReplyReader;
  bool thinking_ = false;  // the text is inside <think>
  size_t skip_ = 0;        // bytes of an echo still to come
};

class ReplyReader {
 public:
  // `echo`: bytes of the begun answer that the endpoint says again.
  explicit ReplyReader(size_t choices, size_t echo = 0);

  // Takes what came; whole replies are seen at End(). Says whether anything was said.
  bool Add(std::string_view bytes);
  void End();

  const std::vector<ReplyChoice>& choices() const { return choices_; }
  bool done() const { return done_; }                  // the endpoint said that this was all
  const std::string& error() const { return error_; }  // what it said went wrong
  const std::optional<ReplyUsage>& usage() const { return usage_; }
  const std::string& thinking_field() const { return thinking_field_; }
  // Tokens of each choice; where only the sum is known it is shared out by what came.
  std::vector<int64_t> Counts() const;

 private:
  void TakeEvent(const std::string& data);
  void TakeObject(const Json& event, const std::string& data);
  void TakeChoice(const Json& choice);
  void TakeMessage(const Json& message, ReplyChoice& choice);
  void TakeThinking(const Json& message, ReplyChoice& choice);
  void TakeCalls(const Json& calls, ReplyChoice& choice);
  void TakeLogprobs(const Json& logprobs, ReplyChoice& choice);
  void TakeUsage(const Json& usage, const Json& choices);
  bool IsOfLastFinished() const;
  void Say(ReplyChoice& choice, std::string text);
  static void CloseThinking(ReplyChoice& choice);

  SseReader events_;
  std::vector<ReplyChoice> choices_;
  std::optional<size_t> last_finished_;
  std::optional<ReplyUsage> usage_;
  bool total_ = false;  // usage_ is of all choices together
  bool said_ = false;
  bool done_ = false;
  std::string error_;
  std::string thinking_field_;
};

// What an error body says: {"error": {"message": ...}} and the like; else its beginning.
std::string ErrorTextOf(std::string_view body);

}  // namespace ponder
