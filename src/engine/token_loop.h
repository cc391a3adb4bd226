// One sequence's life after the logits: logit rules, sampling, stops, steering, text. Each has a
// file of its own; here they meet.
//
// Engines differ in how they get logits; what happens to them is here, once. An engine feeds
// what `tokens()` has and its cache has not, and hands the logits to `Advance()`. Not
// thread-safe; a copy is a fork.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/generated_text.h"
#include "engine/sampler.h"
#include "engine/steering.h"
#include "engine/text_stream.h"
#include "engine/vocabulary.h"
#include "ponder/engine.h"

namespace ponder {

class TokenLoop {
 public:
  // `vocabulary` and `prefix` (the rendered prompt) outlive the loop or are shared with it.
  TokenLoop(std::shared_ptr<const Vocabulary> vocabulary, const GenerateRequest& request,
            std::shared_ptr<const std::vector<Token>> prefix);
  // Where `request.resume` stands, with the request's own max_tokens and callbacks.
  static TokenLoop Resume(const GenerateRequest& request);

  // Where a generation of this request stood that was not made here: it knows what was said and
  // cannot go on by itself.
  static TokenLoop Stopped(const GenerateRequest& request, const Generation& said);

  TokenLoop(const TokenLoop& other);
  TokenLoop& operator=(const TokenLoop&) = delete;
  TokenLoop(TokenLoop&&) = default;

  bool done() const { return done_; }
  StopReason stop() const { return stop_; }
  // Everything that stands after the prompt: feed what the cache does not hold, in order.
  const std::vector<Token>& tokens() const { return said_.tokens(); }
  // Sampled or injected so far, taken back ones included. What budgets count.
  int generated() const { return generated_; }
  // Of these, chosen by the model: end tokens and what was taken back included.
  int sampled() const { return sampled_; }
  int phase() const { return steering_.phase(); }
  // The next token is written, not chosen: what Advance() gets does not matter.
  bool writing() const { return !pending_.empty(); }
  std::string_view text() const { return said_.text(); }
  const GenerateRequest& request() const { return request_; }

  // Decides the token after tokens(). `logits` and `hidden` (may be empty when the request does not
  // want it) are those of that position. May take tokens back: tokens() can become shorter.
  void Advance(std::span<const float> logits, std::span<const float> hidden = {});

  // The model stopped, though a stop may be forbidden: for engines that cannot forbid one.
  void TakeEnd();

  // Ends the loop from outside: kCancelled, kContextFull, kBudget.
  void End(StopReason reason);

  // The result so far, without usage. Text is valid UTF-8.
  Generation Result() const;

 private:
  // Deciding.
  Token Choose(std::span<const float> logits);
  std::span<const float> Modified(std::span<const float> logits);
  std::vector<Token> RecentTokens() const;
  bool StopForbidden() const { return must_speak_ || steering_.StopForbidden(said_.size()); }

  // Writing.
  void Emit(Token token, TokenOrigin origin, std::span<const float> logits);
  void Inject(const std::string& text, bool fresh_line, int next_phase);
  void CutText(size_t bytes);
  void RestartLogitRules();
  void EnterPhase(int phase);
  void Stream(bool final);
  void Send(const std::string& fresh, int phase, bool final);

  // Stopping and steering.
  void OnStop(StopReason reason, const std::string& stop_string);
  bool ActOnMarker();
  void ActAtStop(size_t rule, size_t cut, bool keep_marker);
  bool PassesLimit(const InjectAtStop& rule);
  void ActOnLimit(size_t rule);
  void CheckLimits();
  void Settle();

  std::shared_ptr<const Vocabulary> vocabulary_;
  GenerateRequest request_;
  std::shared_ptr<const std::vector<Token>> prefix_;
  std::vector<std::unique_ptr<LogitRule>> logit_rules_;
  Steering steering_;
  GeneratedText said_;
  TextStream stream_;
  std::vector<PhaseMark> phases_;
  size_t streamed_phases_ = 0;  // of these, whose beginning the stream has passed

  std::deque<Token> pending_;  // injected, not yet emitted
  std::string retype_;         // text of a token cut in half, to be injected again
  int generated_ = 0;
  int sampled_ = 0;
  size_t scan_from_ = 0;     // stop texts are looked for from here on
  bool must_speak_ = false;  // just injected: the next sampled token may not be a stop
  bool done_ = false;
  StopReason stop_ = StopReason::kEnd;
  std::string stop_string_;

  std::vector<float> scratch_logits_;
  std::vector<WeightedToken> scratch_tokens_;
};

}  // namespace ponder
