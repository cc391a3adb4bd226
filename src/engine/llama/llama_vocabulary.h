// A model's tokens, looked up once.
#pragma once

#include <llama.h>

#include <string>
#include <vector>

#include "engine/vocabulary.h"

namespace ponder {

class LlamaVocabulary : public Vocabulary {
 public:
  // `vocab` belongs to a model that outlives this.
  explicit LlamaVocabulary(const llama_vocab* vocab);

  int size() const override { return static_cast<int>(pieces_.size()); }
  std::string_view PieceOf(Token token) const override;
  bool IsEnd(Token token) const override;
  const std::vector<Token>& EndTokens() const override { return end_tokens_; }
  std::vector<Token> Tokenize(std::string_view text, bool special) const override;

  // The token that every text of this model begins with, or -1.
  Token BeginningToken() const;
  const llama_vocab* vocab() const { return vocab_; }

 private:
  const llama_vocab* vocab_;
  std::vector<std::string> pieces_;
  std::vector<bool> is_end_;
  std::vector<Token> end_tokens_;
};

}  // namespace ponder
