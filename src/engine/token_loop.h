// One sequence's life after the logits: logit rules, sampling, stops, steering, text.
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

#include "engine/sampler.h"
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

  TokenLoop(const TokenLoop& other);
  TokenLoop& operator=(const TokenLoop&) = delete;
  TokenLoop(TokenLoop&&) = default;

  bool done() const { return done_; }
  StopReason stop() const { return stop_; }
  // Everything that stands after the prompt: feed what the cache does not hold, in order.
  const std::vector<Token>& tokens() const { return tokens_; }
  // Sampled or injected so far, taken back ones included. What budgets count.
  int generated() const { return generated_; }
  // Of these, chosen by the model: end tokens and what was taken back included.
  int sampled() const { return sampled_; }
  int phase() const { return phase_; }
  std::string_view text() const { return text_; }
  const GenerateRequest& request() const { return request_; }

  // Decides the token after tokens(). `logits` and `hidden` (may be empty when the request does not
  // want it) are those of that position. May take tokens back: tokens() can become shorter.
  void Advance(std::span<const float> logits, std::span<const float> hidden = {});

  // Ends the loop from outside: kCancelled, kContextFull, kBudget.
  void End(StopReason reason);

  // The result so far, without usage. Text is valid UTF-8.
  Generation Result() const;

 private:
  void Emit(Token token, TokenOrigin origin, std::span<const float> logits);
  void Record(Token token, std::span<const float> logits);
  Token Choose(std::span<const float> logits);
  std::span<const float> Modified(std::span<const float> logits);
  bool StopForbidden() const;
  int PhaseTokens() const { return static_cast<int>(tokens_.size()) - phase_begin_; }

  void OnStop(StopReason reason, const std::string& stop_string);
  bool FindMarker();
  bool TryInjectAtStop(size_t rule_index, size_t cut, bool keep);
  bool MayFire(size_t rule_index) const;
  void CheckLimits();
  void Inject(const std::string& text, bool fresh_line, int next_phase);
  void CutText(size_t bytes);
  void RestartLogitRules();
  void EnterPhase(int phase);
  int PhaseLimit() const;
  void Stream(bool final);
  size_t HeldBack() const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  GenerateRequest request_;
  std::shared_ptr<const std::vector<Token>> prefix_;
  std::vector<std::unique_ptr<LogitRule>> logit_rules_;
  std::vector<int> fired_;            // per steering rule
  std::vector<std::string> markers_;  // every text that can be cut away

  std::vector<Token> tokens_;
  std::vector<TokenOrigin> origins_;
  std::vector<size_t> ends_;  // byte of text_ where each token ends
  std::vector<float> logprobs_;
  std::vector<std::vector<TokenAlternative>> top_;
  std::vector<float> certainty_;
  std::vector<std::vector<float>> hidden_states_;
  std::vector<PhaseMark> phases_;
  std::string text_;
  std::deque<Token> pending_;  // injected, not yet emitted
  std::string retype_;         // text of a token cut in half, to be injected again

  int generated_ = 0;
  int sampled_ = 0;
  int phase_ = 0;
  int phase_begin_ = 0;       // tokens_.size() when the phase began
  size_t scan_from_ = 0;      // stop texts are looked for from here on
  size_t streamed_ = 0;       // bytes of text_ handed to on_text
  bool must_speak_ = false;   // just injected: the next sampled token may not be a stop
  bool done_ = false;
  int injections_ = 0;
  StopReason stop_ = StopReason::kEnd;
  std::string stop_string_;

  std::vector<float> scratch_logits_;
  std::vector<WeightedToken> scratch_tokens_;
};

}  // namespace ponder
