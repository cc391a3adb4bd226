#include "engine/render.h"

namespace ponder {

void AppendPieces(const Vocabulary& vocabulary, std::span<const Piece> pieces, bool special,
                  RenderedPrompt& rendered) {
  std::string loose;  // text that no ids stand for, joined over pieces before it is tokenised
  const auto append = [&](const std::vector<Token>& tokens, bool generated) {
    rendered.tokens.insert(rendered.tokens.end(), tokens.begin(), tokens.end());
    rendered.generated.insert(rendered.generated.end(), tokens.size(), generated);
  };
  const auto flush = [&] {
    if (loose.empty()) return;
    append(vocabulary.Tokenize(loose, special), false);
    loose.clear();
  };
  for (const Piece& piece : pieces) {
    if (!piece.tokens.empty()) {
      flush();
      append(piece.tokens, true);
    }
    loose += piece.text.substr(piece.covered);
  }
  flush();
}

}  // namespace ponder
