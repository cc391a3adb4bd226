// Filters as llama.cpp, vLLM and Hugging Face agree on them: top_k, typical_p (Meister et al.
// 2022), top_p (Holtzman et al. 2020) and min_p (Nguyen et al. 2024) look at the model's own
// distribution; temperature is applied last.
#include "engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "engine/logits.h"

namespace ponder {
namespace {

bool Better(const WeightedToken& a, const WeightedToken& b) {
  return a.logit != b.logit ? a.logit > b.logit : a.token < b.token;
}

// The k best tokens, best first: a heap whose front is the worst one kept. Almost every block of
// the vocabulary holds nothing better.
void KeepTopK(std::span<const float> logits, size_t k, std::vector<WeightedToken>& kept) {
  kept.clear();
  float worst = -std::numeric_limits<float>::infinity();
  for (size_t begin = 0; begin < logits.size(); begin += kScanBlock) {
    const size_t end = std::min(begin + kScanBlock, logits.size());
    if (!AnyAbove(logits.subspan(begin, end - begin), worst)) continue;
    for (size_t i = begin; i < end; ++i) {
      if (!(logits[i] > worst)) continue;
      if (kept.size() == k) {
        std::pop_heap(kept.begin(), kept.end(), Better);
        kept.pop_back();
      }
      kept.push_back({static_cast<Token>(i), logits[i], 0});
      std::push_heap(kept.begin(), kept.end(), Better);
      if (kept.size() == k) worst = kept.front().logit;
    }
  }
  std::sort(kept.begin(), kept.end(), Better);
}

void Normalise(std::vector<WeightedToken>& tokens, double temperature) {
  const float largest = tokens.front().logit;
  double total = 0;
  for (WeightedToken& token : tokens) {
    token.probability = static_cast<float>(std::exp((token.logit - largest) / temperature));
    total += token.probability;
  }
  for (WeightedToken& token : tokens) {
    token.probability = static_cast<float>(token.probability / total);
  }
}

// Keeps the tokens whose surprise is nearest to the entropy until they hold `mass`.
void KeepTypical(std::vector<WeightedToken>& tokens, double mass) {
  double entropy = 0;
  for (const WeightedToken& token : tokens) {
    if (token.probability > 0) entropy -= token.probability * std::log(token.probability);
  }
  const auto distance = [entropy](const WeightedToken& token) {
    return std::fabs(-std::log(token.probability) - entropy);
  };
  std::stable_sort(tokens.begin(), tokens.end(),
                   [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  double held = 0;
  size_t keep = 0;
  while (keep < tokens.size() && held < mass) held += tokens[keep++].probability;
  tokens.resize(std::max<size_t>(keep, 1));
  std::sort(tokens.begin(), tokens.end(), Better);
}

void KeepTopP(std::vector<WeightedToken>& tokens, double mass) {
  double held = 0;
  size_t keep = 0;
  while (keep < tokens.size() && held < mass) held += tokens[keep++].probability;
  tokens.resize(std::max<size_t>(keep, 1));
}

void KeepMinP(std::vector<WeightedToken>& tokens, double share) {
  const double least = tokens.front().probability * share;
  size_t keep = 1;
  while (keep < tokens.size() && tokens[keep].probability >= least) ++keep;
  tokens.resize(keep);
}

}  // namespace

void FilterTokens(std::span<const float> logits, const Sampling& sampling,
                  std::vector<WeightedToken>& scratch) {
  const size_t k =
      sampling.top_k == 0 ? logits.size() : std::min<size_t>(sampling.top_k, logits.size());
  KeepTopK(logits, k, scratch);
  if (scratch.empty()) scratch.push_back({ArgMax(logits), 0, 0});  // every logit is -infinity
  if (sampling.typical_p < 1) {
    Normalise(scratch, 1);
    KeepTypical(scratch, sampling.typical_p);
  }
  if (sampling.top_p < 1) {
    Normalise(scratch, 1);
    KeepTopP(scratch, sampling.top_p);
  }
  if (sampling.min_p > 0) {
    Normalise(scratch, 1);
    KeepMinP(scratch, sampling.min_p);
  }
  Normalise(scratch, sampling.temperature);
}

Token SampleToken(std::span<const float> logits, const Sampling& sampling, double u,
                  std::vector<WeightedToken>& scratch) {
  if (sampling.temperature == 0) return ArgMax(logits);
  FilterTokens(logits, sampling, scratch);
  double below = 0;
  for (const WeightedToken& token : scratch) {
    below += token.probability;
    if (u < below) return token.token;
  }
  return scratch.front().token;  // u fell into the rounding gap at the end
}

void ApplyPenalties(std::span<float> logits, const Sampling& sampling,
                    std::span<const Token> recent) {
  std::map<Token, int> counts;
  for (Token token : recent) {
    if (token >= 0 && static_cast<size_t>(token) < logits.size()) ++counts[token];
  }
  for (const auto& [token, count] : counts) {
    float& logit = logits[token];
    const auto repetition = static_cast<float>(sampling.repetition_penalty);
    logit = logit > 0 ? logit / repetition : logit * repetition;
    logit -= static_cast<float>(count * sampling.frequency_penalty + sampling.presence_penalty);
  }
}

}  // namespace ponder
