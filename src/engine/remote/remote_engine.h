// Engine over HTTP; see ponder/remote.h for how to get one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/remote/endpoint_pool.h"
#include "engine/remote/piece_table.h"
#include "ponder/engine.h"
#include "ponder/remote.h"

namespace ponder {

class RemoteEngine : public Engine {
 public:
  // `endpoints`: probed ones; those that did not answer have the facts of one that did.
  RemoteEngine(const RemoteOptions& options, std::string key, std::vector<Endpoint> endpoints);

  const EngineInfo& Info() const override { return info_; }
  // Estimates: see piece_table.h. Nothing is asked of the endpoints.
  std::vector<Token> Tokenize(std::string_view text, bool special) const override;
  std::string Detokenize(std::span<const Token> tokens) const override;
  bool IsEndToken(Token) const override { return false; }
  std::vector<Token> Render(const Prompt& prompt) const override;
  ParsedReply ParseReply(const Prompt& prompt, std::string_view reply, bool partial) const override;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;
  using Engine::Generate;
  // Neither is offered: both throw kUnsupported.
  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override;
  std::vector<std::vector<float>> Embed(std::span<const std::string> texts,
                                        std::stop_token stop) override;

  // For tests.
  EndpointPool& pool() { return *pool_; }

 private:
  void FillInfo();
  std::vector<Generation> Plain(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                std::stop_token stop);
  std::vector<Generation> Steer(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                std::stop_token stop);

  std::unique_ptr<EndpointPool> pool_;
  mutable PieceTable pieces_;
  EngineInfo info_;
};

}  // namespace ponder
