// Pieces of text to tokens.
#pragma once

#include <span>
#include <vector>

#include "engine/vocabulary.h"

namespace ponder {

// Appends the pieces: known ids as they are, the rest tokenised. `special`: control tokens written
// in the text are read as such.
void AppendPieces(const Vocabulary& vocabulary, std::span<const Piece> pieces, bool special,
                  std::vector<Token>& tokens);

}  // namespace ponder
