#include "engine/render.h"

namespace ponder {

void AppendPieces(const Vocabulary& vocabulary, std::span<const Piece> pieces, bool special,
                  std::vector<Token>& tokens) {
  std::string loose;  // text that no ids stand for, joined over pieces before it is tokenised
  const auto flush = [&] {
    if (loose.empty()) return;
    const std::vector<Token> fresh = vocabulary.Tokenize(loose, special);
    tokens.insert(tokens.end(), fresh.begin(), fresh.end());
    loose.clear();
  };
  for (const Piece& piece : pieces) {
    if (!piece.tokens.empty()) {
      flush();
      tokens.insert(tokens.end(), piece.tokens.begin(), piece.tokens.end());
    }
    loose += piece.text.substr(piece.covered);
  }
  flush();
}

}  // namespace ponder
