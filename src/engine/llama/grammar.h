// Grammars (GBNF or JSON schema) as a logit rule.
#pragma once

#include <memory>

#include "engine/llama/chat_template.h"
#include "engine/llama/llama_vocabulary.h"
#include "ponder/engine.h"

namespace ponder {

// The rule for `sampling.grammar` or `sampling.json_schema`; nullptr when neither is set. Throws
// kInvalidRequest when it does not parse.
std::shared_ptr<const LogitRule> MakeGrammarRule(
    const std::shared_ptr<const LlamaVocabulary>& vocabulary, const Sampling& sampling);

// The same for calls of tools; nullptr when the form has no grammar.
std::shared_ptr<const LogitRule> MakeToolRule(
    const std::shared_ptr<const LlamaVocabulary>& vocabulary, const ChatTemplate::ToolForm& form);

}  // namespace ponder
