// Engine over llama.cpp; see ponder/llama.h for how to get one.
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "engine/llama/chat_template.h"
#include "engine/llama/handles.h"
#include "engine/llama/llama_vocabulary.h"
#include "engine/llama/rank_head.h"
#include "engine/llama/scheduler.h"
#include "ponder/llama.h"

namespace ponder {

class LlamaEngine : public Engine {
 public:
  LlamaEngine(const std::filesystem::path& file, const LlamaOptions& options);

  const EngineInfo& Info() const override { return info_; }
  EngineLoad Load() const override;
  std::vector<Token> Tokenize(std::string_view text, bool special) const override;
  std::string Detokenize(std::span<const Token> tokens) const override;
  bool IsEndToken(Token token) const override { return vocabulary_->IsEnd(token); }
  std::vector<Token> Render(const Prompt& prompt) const override;
  ParsedReply ParseReply(const Prompt& prompt, std::string_view reply, bool partial) const override;
  std::vector<Generation> Generate(std::span<const GenerateRequest> requests, const OnDone& on_done,
                                   std::stop_token stop) override;
  using Engine::Generate;
  std::vector<Evaluation> Evaluate(std::span<const EvaluateRequest> requests,
                                   std::stop_token stop) override;
  std::vector<std::vector<float>> Embed(std::span<const std::string> texts,
                                        std::stop_token stop) override;

  // For measurements and tests.
  SchedulerStats Stats() const { return scheduler_->Stats(); }
  void ClearPrefixes() { scheduler_->ClearPrefixes(); }

 private:
  void LoadAdapters(const LlamaOptions& options);
  void FillInfo(const std::filesystem::path& file, const LlamaOptions& options);
  std::string WhyNotExact(const LlamaOptions& options) const;
  void CheckRequest(const GenerateRequest& request) const;
  void AddToolForm(GenerateRequest& request) const;
  void CheckPrompt(size_t tokens) const;
  void SetUpEvaluation(const EvaluateRequest& request, Sequence& sequence) const;
  void Rank(Sequence& sequence, const std::stop_token& stop) const;

  ModelHandle model_;
  std::shared_ptr<const LlamaVocabulary> vocabulary_;
  std::unique_ptr<ChatTemplate> chat_;
  std::map<std::string, std::unique_ptr<llama_adapter_lora, LlamaDeleter>> adapters_;
  bool flash_attention_ = true;
  ContextHandle context_;
  EngineInfo info_;
  std::unique_ptr<RankHead> rank_head_;   // null: the model has none
  std::unique_ptr<Scheduler> scheduler_;  // last: its thread uses everything above
};

}  // namespace ponder
