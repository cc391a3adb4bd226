#include "engine/fake/word_vocabulary.h"

#include <algorithm>

namespace ponder {
namespace {

constexpr std::string_view kEndText = "<end>";

enum class Kind { kLetter, kDigit, kHash, kOther };

Kind KindOf(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) {
    return Kind::kLetter;
  }
  if (byte >= '0' && byte <= '9') return Kind::kDigit;
  return c == '#' ? Kind::kHash : Kind::kOther;
}

}  // namespace

WordVocabulary::WordVocabulary(std::span<const std::string> words) {
  pieces_.emplace_back(kEndText);
  for (int byte = 0; byte < 256; ++byte) pieces_.emplace_back(1, static_cast<char>(byte));
  for (const std::string& word : words) {
    if (word.empty() || !words_.emplace(word, static_cast<Token>(pieces_.size())).second) continue;
    longest_ = std::max(longest_, word.size());
    pieces_.push_back(word);
  }
}

std::string_view WordVocabulary::PieceOf(Token token) const {
  if (token < 0 || token >= size()) return "";
  return pieces_[static_cast<size_t>(token)];
}

std::vector<Token> WordVocabulary::Tokenize(std::string_view text, bool special) const {
  std::vector<Token> tokens;
  while (!text.empty()) {
    if (special && text.starts_with(kEndText)) {
      tokens.push_back(kEnd);
      text.remove_prefix(kEndText.size());
      continue;
    }
    size_t length = std::min(longest_, text.size());
    auto found = words_.end();
    for (; length > 0 && found == words_.end(); --length) {
      found = words_.find(text.substr(0, length));
      if (found != words_.end()) break;
    }
    if (found != words_.end()) {
      tokens.push_back(found->second);
      text.remove_prefix(length);
    } else {
      tokens.push_back(kFirstByte + static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
    }
  }
  return tokens;
}

std::vector<std::string> WordVocabulary::SplitWords(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    size_t length = text.front() == ' ' && text.size() > 1 ? 1 : 0;
    const Kind kind = KindOf(text[length]);
    ++length;
    while (kind != Kind::kOther && length < text.size() && KindOf(text[length]) == kind) ++length;
    words.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

}  // namespace ponder
