// Chat turns to tokens and replies to parts, by llama.cpp's own Jinja and parsers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/llama/llama_vocabulary.h"
#include "engine/render.h"
#include "ponder/engine.h"

struct common_chat_templates;

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
  ParsedReply Parse(const Prompt& prompt, std::string_view reply, bool partial) const;

 private:
  struct Deleter {
    void operator()(common_chat_templates* templates) const;
  };
  std::shared_ptr<const LlamaVocabulary> vocabulary_;
  std::unique_ptr<common_chat_templates, Deleter> templates_;
  bool has_template_ = false;
};

}  // namespace ponder
