#include "engine/llama/llama_vocabulary.h"

namespace ponder {

LlamaVocabulary::LlamaVocabulary(const llama_vocab* vocab) : vocab_(vocab) {
  const int size = llama_vocab_n_tokens(vocab);
  pieces_.resize(size);
  is_end_.resize(size);
  std::string buffer(64, '\0');
  for (Token token = 0; token < size; ++token) {
    int length = llama_token_to_piece(vocab, token, buffer.data(),
                                      static_cast<int32_t>(buffer.size()), 0, true);
    if (length < 0) {
      buffer.resize(static_cast<size_t>(-length));
      length = llama_token_to_piece(vocab, token, buffer.data(),
                                    static_cast<int32_t>(buffer.size()), 0, true);
    }
    if (length > 0) pieces_[token].assign(buffer.data(), static_cast<size_t>(length));
    is_end_[token] = llama_vocab_is_eog(vocab, token);
    if (is_end_[token]) end_tokens_.push_back(token);
  }
}

std::string_view LlamaVocabulary::PieceOf(Token token) const {
  if (token < 0 || token >= size()) return {};
  return pieces_[token];
}

bool LlamaVocabulary::IsEnd(Token token) const {
  return token >= 0 && token < size() && is_end_[token];
}

std::vector<Token> LlamaVocabulary::Tokenize(std::string_view text, bool special) const {
  if (text.empty()) return {};
  if (text.size() > 1u << 30) {
    throw Error(ErrorCode::kContextFull, "text is longer than 1 GiB");
  }
  const auto length = static_cast<int32_t>(text.size());
  std::vector<Token> tokens(text.size() / 2 + 16);
  int count = llama_tokenize(vocab_, text.data(), length, tokens.data(),
                             static_cast<int32_t>(tokens.size()), false, special);
  if (count < 0) {
    tokens.resize(static_cast<size_t>(-count));
    count = llama_tokenize(vocab_, text.data(), length, tokens.data(),
                           static_cast<int32_t>(tokens.size()), false, special);
  }
  tokens.resize(static_cast<size_t>(count < 0 ? 0 : count));
  return tokens;
}

Token LlamaVocabulary::BeginningToken() const {
  return llama_vocab_get_add_bos(vocab_) ? llama_vocab_bos(vocab_) : -1;
}

}  // namespace ponder
