// Pieces of text to tokens.
#pragma once

#include <span>
#include <vector>

#include "engine/vocabulary.h"

namespace ponder {

// Tokens with where they came from: `generated[i]` when a model produced tokens[i] (its id was
// known), not when text was tokenised.
struct RenderedPrompt {
  std::vector<Token> tokens;
  std::vector<bool> generated;
};

// Appends the pieces: known ids as they are, the rest tokenised. `special`: control tokens written
// in the text are read as such.
void AppendPieces(const Vocabulary& vocabulary, std::span<const Piece> pieces, bool special,
                  RenderedPrompt& rendered);

}  // namespace ponder
