// Picks the next token from a row of logits.
#pragma once

#include <span>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

struct WeightedToken {
  Token token;
  float logit;
  float probability;
};

// What is left after the filters of `sampling` (top_k, typical_p, top_p, min_p) and temperature:
// best first, probabilities summing to one. Never empty. `scratch` is reused between calls.
void FilterTokens(std::span<const float> logits, const Sampling& sampling,
                  std::vector<WeightedToken>& scratch);

// The token that the uniform number `u` in [0, 1) picks.
Token SampleToken(std::span<const float> logits, const Sampling& sampling, double u,
                  std::vector<WeightedToken>& scratch);

// Repetition, frequency and presence penalties for the tokens of `recent`, in place.
void ApplyPenalties(std::span<float> logits, const Sampling& sampling,
                    std::span<const Token> recent);

inline bool HasPenalties(const Sampling& sampling) {
  return sampling.repetition_penalty != 1.0 || sampling.frequency_penalty != 0.0 ||
         sampling.presence_penalty != 0.0;
}

}  // namespace ponder
