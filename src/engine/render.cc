#include "engine/render.h"

namespace ponder {

void AppendPieces(const Vocabulary& vocabulary, std::span<const Piece> pieces, bool special,
                  std::vector<Token>& tokens) {
  std::string loose;  // text that no ids stand for, joined over pieces before it is tokenised
  const auto append = [&tokens](const std::vector<Token>& more) {
    tokens.insert(tokens.end(), more.begin(), more.end());
  };
  const auto flush = [&] {
    if (loose.empty()) return;
    append(vocabulary.Tokenize(loose, special));
    loose.clear();
  };
  for (const Piece& piece : pieces) {
    if (!piece.tokens.empty()) {
      flush();
      append(piece.tokens);
    }
    loose += piece.text.substr(piece.covered);
  }
  flush();
}

}  // namespace ponder
