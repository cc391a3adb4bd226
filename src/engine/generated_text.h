// What a generation has said: its tokens, what was asked to be recorded about each, their text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

class GeneratedText {
 public:
  const std::vector<Token>& tokens() const { return tokens_; }
  const std::vector<TokenOrigin>& origins() const { return origins_; }
  std::string_view text() const { return text_; }
  int size() const { return static_cast<int>(tokens_.size()); }
  // Byte where the text of the last token begins.
  size_t LastBegin() const { return ends_.size() > 1 ? ends_[ends_.size() - 2] : 0; }

  // `piece` is the token's text; the logits it was chosen from are recorded as `request` asks.
  void Append(Token token, TokenOrigin origin, std::string_view piece,
              std::span<const float> logits, const GenerateRequest& request);
  // The state that predicts the token after those there.
  void AppendState(std::span<const float> hidden);
  // Drops the states of tokens that were not kept.
  void TrimStates() { hidden_states_.resize(std::min(hidden_states_.size(), tokens_.size())); }

  // Shortens the text and leaves the tokens: what follows is not to be shown.
  void CutText(size_t bytes) { text_.resize(bytes); }
  void AppendText(std::string_view text) { text_ += text; }
  // Takes back every token that reaches over `bytes`. What the first of them had in front of the
  // cut is returned: it has to be said again.
  std::string CutTokens(size_t bytes);

  // Text (valid UTF-8), tokens and records; nothing else of the result.
  void Fill(Generation& result) const;

 private:
  std::vector<Token> tokens_;
  std::vector<TokenOrigin> origins_;
  std::vector<size_t> ends_;  // byte of text_ where each token ends
  std::vector<float> logprobs_;
  std::vector<std::vector<TokenAlternative>> top_;
  std::vector<float> certainty_;
  std::vector<std::vector<float>> hidden_states_;
  std::string text_;
};

}  // namespace ponder
