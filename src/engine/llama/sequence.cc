#include "engine/llama/sequence.h"

#include <algorithm>

namespace ponder {

std::vector<Token> Sequence::Tokens() const {
  std::vector<Token> tokens = *prompt;
  if (loop) tokens.insert(tokens.end(), loop->tokens().begin(), loop->tokens().end());
  return tokens;
}

const Reading* Sequence::ReadingAt(size_t position) const {
  const auto found = std::ranges::lower_bound(readings, position, {}, &Reading::position);
  return found != readings.end() && found->position == position ? &*found : nullptr;
}

bool Sequence::ScoresNext(size_t position) const {
  return kind == Kind::kEvaluate && position + 1 >= score_from && position + 1 < length();
}

bool Sequence::WantsOutput(size_t position) const {
  if (kind == Kind::kGenerate) return position + 1 == length();
  return kind == Kind::kEmbed || ScoresNext(position) || ReadingAt(position) != nullptr;
}

bool Sequence::WantsHidden(size_t position) const {
  if (kind == Kind::kEmbed) return true;
  if (kind == Kind::kGenerate) return wants_hidden && position + 1 == length();
  const Reading* reading = ReadingAt(position);
  return (wants_hidden && ScoresNext(position)) || (reading != nullptr && reading->hidden_state);
}

size_t Sequence::FirstOutput() const {
  if (kind == Kind::kEmbed) return 0;
  size_t first = length() - 1;
  if (kind != Kind::kEvaluate) return first;
  if (score_from < length()) first = std::max<size_t>(score_from, 1) - 1;
  return readings.empty() ? first : std::min(first, readings.front().position);
}

}  // namespace ponder
