// Base of the engines without weights: every sequence of a call advances one token a round, in
// order. Subclasses say what the logits are. Thread-safe as long as Logits() is.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/token_loop.h"
#include "ponder/engine.h"

namespace ponder {

class LoopEngine : public Engine {
 public:
  const EngineInfo& Info() const override { return info_; }
  std::vector<Token> Tokenize(std::string_view text, bool special) const override;
  std::string Detokenize(std::span<const Token> tokens) const override;
  bool IsEndToken(Token token) const override { return vocabulary_->IsEnd(token); }
  // "user: ...\nassistant: ..." : roles as words, no control tokens.
  std::vector<Token> Render(const Prompt& prompt) const override;
  // Thinking between <think> and </think>; no tool calls.
  ParsedReply ParseReply(const Prompt& prompt, std::string_view reply, bool partial) const override;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;
  using Engine::Generate;
  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override;
  std::vector<std::vector<float>> Embed(std::span<const std::string> texts,
                                        std::stop_token stop) override;

 protected:
  explicit LoopEngine(std::shared_ptr<const Vocabulary> vocabulary);

  // Fills `logits` (vocabulary size) for the token that follows `prefix` and `tokens`.
  virtual void Logits(const GenerateRequest& request, std::span<const Token> prefix,
                      const TokenLoop& loop, std::span<float> logits) = 0;

  std::shared_ptr<const Vocabulary> vocabulary_;
  EngineInfo info_;

 private:
  std::vector<float> LogitsAfter(const EvaluateRequest& request, const std::vector<Token>& whole,
                                 size_t begin, size_t count);
};

}  // namespace ponder
