// Values of the tokens that the model chose itself.
#pragma once

#include <vector>

#include "ponder/engine.h"

namespace ponder {

// Entries of `values` (one a token) at sampled tokens; injected ones were not the model's choice.
inline std::vector<float> OfSampled(const Generation& generation,
                                    const std::vector<float>& values) {
  std::vector<float> own;
  for (size_t i = 0; i < values.size() && i < generation.origins.size(); ++i) {
    if (generation.origins[i] == TokenOrigin::kSampled) own.push_back(values[i]);
  }
  return own;
}

}  // namespace ponder
