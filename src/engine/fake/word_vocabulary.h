// A vocabulary of whole words for engines without weights.
//
// Token 0 is the end of a reply ("<end>"), 1 to 256 are bytes, then come the words in the order
// given. A word's piece holds its leading space: " 12". Text is read greedily, longest word first.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/vocabulary.h"

namespace ponder {

class WordVocabulary : public Vocabulary {
 public:
  static constexpr Token kEnd = 0;
  static constexpr Token kFirstByte = 1;
  static constexpr Token kFirstWord = 257;

  // Words that occur twice count once.
  explicit WordVocabulary(std::span<const std::string> words);

  int size() const override { return static_cast<int>(pieces_.size()); }
  std::string_view PieceOf(Token token) const override;
  bool IsEnd(Token token) const override { return token == kEnd; }
  const std::vector<Token>& EndTokens() const override { return end_tokens_; }
  // `special`: "<end>" is read as the end token.
  std::vector<Token> Tokenize(std::string_view text, bool special) const override;

  // Cuts text into words as this vocabulary would like them: a space goes with what follows it;
  // a run of letters, a run of digits, or one other character; "####" is one word.
  static std::vector<std::string> SplitWords(std::string_view text);

 private:
  std::vector<std::string> pieces_;
  std::map<std::string, Token, std::less<>> words_;
  size_t longest_ = 0;
  std::vector<Token> end_tokens_{kEnd};
};

}  // namespace ponder
