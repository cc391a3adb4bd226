#include "engine/llama/grammar.h"

#include <json-schema-to-grammar.h>
#include <json.h>

#include <algorithm>

#include "engine/llama/handles.h"

namespace ponder {
namespace {

class GrammarRule : public LogitRule {
 public:
  GrammarRule(std::shared_ptr<const LlamaVocabulary> vocabulary, SamplerHandle sampler)
      : vocabulary_(std::move(vocabulary)), sampler_(std::move(sampler)) {}

  std::unique_ptr<LogitRule> Clone() const override {
    return std::make_unique<GrammarRule>(vocabulary_,
                                         SamplerHandle(llama_sampler_clone(sampler_.get())));
  }

  void Apply(std::span<float> logits) override {
    entries_.resize(logits.size());
    for (size_t i = 0; i < logits.size(); ++i) {
      entries_[i] = {static_cast<llama_token>(i), logits[i], 0};
    }
    llama_token_data_array array{entries_.data(), entries_.size(), -1, false};
    llama_sampler_apply(sampler_.get(), &array);
    for (size_t i = 0; i < array.size; ++i) logits[array.data[i].id] = array.data[i].logit;
  }

  // Injected text is not the grammar's business: it stands outside of what the model says.
  void Accept(Token token, TokenOrigin origin) override {
    if (origin == TokenOrigin::kSampled) llama_sampler_accept(sampler_.get(), token);
  }

 private:
  std::shared_ptr<const LlamaVocabulary> vocabulary_;
  SamplerHandle sampler_;
  std::vector<llama_token_data> entries_;
};

std::string GrammarOf(const Sampling& sampling) {
  if (!sampling.grammar.empty()) return sampling.grammar;
  try {
    return json_schema_to_grammar(common_json::parse(sampling.json_schema));
  } catch (const std::exception& error) {
    std::string why = error.what();
    std::ranges::replace(why, '\n', ' ');
    throw Error(ErrorCode::kInvalidRequest, "json_schema: " + why);
  }
}

}  // namespace

std::shared_ptr<const LogitRule> MakeGrammarRule(
    const std::shared_ptr<const LlamaVocabulary>& vocabulary, const Sampling& sampling) {
  if (!sampling.HasGrammar()) return nullptr;
  const std::string grammar = GrammarOf(sampling);
  SamplerHandle sampler(llama_sampler_init_grammar(vocabulary->vocab(), grammar.c_str(), "root"));
  if (!sampler) {
    throw Error(ErrorCode::kInvalidRequest, "grammar: not valid GBNF with a rule \"root\"");
  }
  return std::make_shared<GrammarRule>(vocabulary, std::move(sampler));
}

std::shared_ptr<const LogitRule> MakeToolRule(
    const std::shared_ptr<const LlamaVocabulary>& vocabulary, const ChatTemplate::ToolForm& form) {
  if (form.grammar.empty()) return nullptr;
  std::vector<const char*> triggers;
  for (const std::string& trigger : form.triggers) triggers.push_back(trigger.c_str());
  SamplerHandle sampler(
      form.lazy ? llama_sampler_init_grammar_lazy_patterns(
                      vocabulary->vocab(), form.grammar.c_str(), "root", triggers.data(),
                      triggers.size(), form.trigger_tokens.data(), form.trigger_tokens.size())
                : llama_sampler_init_grammar(vocabulary->vocab(), form.grammar.c_str(), "root"));
  if (!sampler) {
    throw Error(ErrorCode::kInvalidRequest, "tools: no grammar can be made of their parameters");
  }
  return std::make_shared<GrammarRule>(vocabulary, std::move(sampler));
}

}  // namespace ponder
