// What n samples of one question say about drawing fewer of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace ponder {

// The chance that at least one of `k` samples is right, from `right` right ones among `n`
// (unbiased; Chen et al. 2021, arXiv 2107.03374). nullopt unless 1 <= k <= n.
std::optional<double> PassAtK(int64_t n, int64_t right, int64_t k);

// One sample: what its answer counts as in a vote, "" when there is none, and whether it is right.
struct SampledAnswer {
  std::string key;
  bool right = false;
};

// The chance that the most frequent answer of `k` samples drawn without replacement is right. Among
// equally frequent answers chance decides; samples without an answer do not vote. Exact up to 64
// samples, else a mean over drawn subsets. nullopt unless 1 <= k <= the number of samples.
std::optional<double> MajorityAtK(std::span<const SampledAnswer> samples, int64_t k,
                                  uint64_t seed = 0);

}  // namespace ponder
