// An engine that passes everything on: the base of what sits around an engine.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

class ForwardingEngine : public Engine {
 public:
  explicit ForwardingEngine(std::shared_ptr<Engine> inner) : inner_(std::move(inner)) {}

  const EngineInfo& Info() const override { return inner_->Info(); }
  EngineLoad Load() const override { return inner_->Load(); }
  std::vector<Token> Tokenize(std::string_view text, bool special) const override {
    return inner_->Tokenize(text, special);
  }
  std::string Detokenize(std::span<const Token> tokens) const override {
    return inner_->Detokenize(tokens);
  }
  bool IsEndToken(Token token) const override { return inner_->IsEndToken(token); }
  std::vector<Token> Render(const Prompt& prompt) const override { return inner_->Render(prompt); }
  ParsedReply ParseReply(const Prompt& prompt, std::string_view reply,
                         bool partial) const override {
    return inner_->ParseReply(prompt, reply, partial);
  }
  using Engine::Generate;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;
  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override;
  std::vector<std::vector<float>> Embed(std::span<const std::string> texts,
                                        std::stop_token stop) override;

 protected:
  Engine& inner() const { return *inner_; }

 private:
  std::shared_ptr<Engine> inner_;
};

}  // namespace ponder
