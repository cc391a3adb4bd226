#include "engine/generated_text.h"

#include <algorithm>

#include "engine/logits.h"
#include "text/utf8.h"

namespace ponder {

void GeneratedText::Append(Token token, TokenOrigin origin, std::string_view piece,
                           std::span<const float> logits, const GenerateRequest& request) {
  tokens_.push_back(token);
  origins_.push_back(origin);
  text_ += piece;
  ends_.push_back(text_.size());
  const bool wants_logprobs = request.logprobs || request.top_logprobs > 0;
  if (!wants_logprobs && !request.certainty) return;
  const float total = LogSumExp(logits);
  if (wants_logprobs) logprobs_.push_back(logits[token] - total);
  if (request.certainty) certainty_.push_back(KlFromUniform(logits, total));
  if (request.top_logprobs > 0) {
    top_.push_back(TopAlternatives(logits, total, request.top_logprobs));
  }
}

void GeneratedText::AppendState(std::span<const float> hidden) {
  hidden_states_.emplace_back(hidden.begin(), hidden.end());
}

std::string GeneratedText::CutTokens(size_t bytes) {
  while (!ends_.empty() && ends_.back() > bytes) {
    ends_.pop_back();
    tokens_.pop_back();
    origins_.pop_back();
    if (!logprobs_.empty()) logprobs_.pop_back();
    if (!top_.empty()) top_.pop_back();
    if (!certainty_.empty()) certainty_.pop_back();
  }
  const size_t held = ends_.empty() ? 0 : ends_.back();
  std::string half = text_.substr(held, bytes - held);
  text_.resize(held);
  return half;
}

void GeneratedText::Fill(Generation& result) const {
  const std::string_view whole = std::string_view(text_).substr(0, CompleteUtf8Prefix(text_));
  result.text = ReplaceInvalidUtf8(whole);
  while (result.covering_tokens < ends_.size() && ends_[result.covering_tokens] <= whole.size()) {
    ++result.covering_tokens;
  }
  if (result.covering_tokens > 0) {
    const size_t bytes = ends_[result.covering_tokens - 1];
    result.covered = bytes == whole.size() ? result.text.size()
                                           : ReplaceInvalidUtf8(whole.substr(0, bytes)).size();
  }
  result.tokens = tokens_;
  result.origins = origins_;
  result.logprobs = logprobs_;
  result.top = top_;
  result.certainty = certainty_;
  result.hidden_states = hidden_states_;
}

}  // namespace ponder
