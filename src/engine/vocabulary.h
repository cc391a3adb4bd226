// What a generation loop must know of a model's tokens.
#pragma once

#include <string_view>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

class Vocabulary {
 public:
  virtual ~Vocabulary() = default;
  virtual int size() const = 0;
  // The bytes a token stands for; control tokens as written in text. "" for unknown ids.
  virtual std::string_view PieceOf(Token token) const = 0;
  virtual bool IsEnd(Token token) const = 0;
  virtual const std::vector<Token>& EndTokens() const = 0;
  virtual std::vector<Token> Tokenize(std::string_view text, bool special) const = 0;
};

}  // namespace ponder
