// Chat turns to tokens and replies to parts, by llama.cpp's own Jinja and parsers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/llama/llama_vocabulary.h"
#include "engine/render.h"
#include "ponder/engine.h"

struct common_chat_params;
struct common_chat_templates;
struct common_chat_templates_inputs;

namespace ponder {

class ChatTemplate {
 public:
  // `override_text`: Jinja text instead of the model's own; "" none. Throws kModel when it does
  // not parse.
  ChatTemplate(const llama_model* model, std::shared_ptr<const LlamaVocabulary> vocabulary,
               const std::string& override_text);
  ~ChatTemplate();

  std::string Source() const;
  // Thread-safe. Throws kModel when the template fails on these turns.
  std::vector<Token> Render(const Prompt& prompt) const;
  // What holds a reply to its tools: a grammar that starts with the first text of `triggers`, or at
  // once where there are none. No grammar when the prompt has no tools to call.
  struct ToolForm {
    std::string grammar;
    bool lazy = false;
    std::vector<std::string> triggers;  // regular expressions
    std::vector<Token> trigger_tokens;
    std::vector<std::string> stops;  // texts that end the reply too
  };
  // Throws kUnsupported when a call is required and the template has no form for it.
  ToolForm FormOf(const Prompt& prompt) const;
  bool TakesTools() const;

  ParsedReply Parse(const Prompt& prompt, std::string_view reply, bool partial) const;

 private:
  struct Deleter {
    void operator()(common_chat_templates* templates) const;
  };
  common_chat_params Apply(const common_chat_templates_inputs& inputs) const;
  std::string RequiredCall(const Prompt& prompt, const common_chat_params& required) const;

  std::shared_ptr<const LlamaVocabulary> vocabulary_;
  std::unique_ptr<common_chat_templates, Deleter> templates_;
  bool has_template_ = false;
};

}  // namespace ponder
