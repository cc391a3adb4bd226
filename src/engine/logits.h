// Arithmetic over one row of logits. Natural logarithms throughout.
#pragma once

#include <span>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// Whether any of these is above `bar`: a loop that compilers vectorise, to skip most of a
// vocabulary kScanBlock entries at a time.
bool AnyAbove(std::span<const float> logits, float bar);
inline constexpr size_t kScanBlock = 256;

// The lowest id among the largest logits.
Token ArgMax(std::span<const float> logits);

// log(sum(exp(logits))); -infinity entries count as zero.
float LogSumExp(std::span<const float> logits);

// KL(uniform || softmax(logits)) in nats: how far from a guess the model is at this position
// (self-certainty, Kang et al. 2025).
float KlFromUniform(std::span<const float> logits, float log_sum_exp);

// The `count` most likely tokens with their log-probabilities, best first.
std::vector<TokenAlternative> TopAlternatives(std::span<const float> logits, float log_sum_exp,
                                              int count);

}  // namespace ponder
