#include "engine/logits.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace ponder {
namespace {

// exp(x) for x <= 0, relative error below 3e-7, without branches or calls so that compilers
// vectorise it: a vocabulary of 150,000 entries is read for every token.
inline float ExpOfNonPositive(float x) {
  x = std::max(x, -87.0f);
  const float shifted = x * 1.44269504f + 12582912.0f;  // round to nearest by the magic constant
  const float n = shifted - 12582912.0f;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return p * std::bit_cast<float>((static_cast<int32_t>(n) + 127) << 23);
}

constexpr size_t kBlock = 1024;

}  // namespace

bool AnyAbove(std::span<const float> logits, float bar) {
  int above = 0;
  for (float x : logits) above |= static_cast<int>(x > bar);
  return above != 0;
}

Token ArgMax(std::span<const float> logits) {
  size_t best = 0;
  for (size_t begin = 0; begin < logits.size(); begin += kScanBlock) {
    const size_t end = std::min(begin + kScanBlock, logits.size());
    if (!AnyAbove(logits.subspan(begin, end - begin), logits[best])) continue;
    for (size_t i = begin; i < end; ++i) {
      if (logits[i] > logits[best]) best = i;
    }
  }
  return static_cast<Token>(best);
}

float LogSumExp(std::span<const float> logits) {
  float largest = -std::numeric_limits<float>::infinity();
  for (float x : logits) largest = std::max(largest, x);
  if (!std::isfinite(largest)) return largest;
  double total = 0;
  for (size_t begin = 0; begin < logits.size(); begin += kBlock) {
    const size_t end = std::min(begin + kBlock, logits.size());
    float lanes[16] = {};
    size_t i = begin;
    for (; i + 16 <= end; i += 16) {
      for (size_t lane = 0; lane < 16; ++lane) {
        lanes[lane] += ExpOfNonPositive(logits[i + lane] - largest);
      }
    }
    for (; i < end; ++i) lanes[0] += ExpOfNonPositive(logits[i] - largest);
    for (float lane : lanes) total += lane;
  }
  return largest + static_cast<float>(std::log(total));
}

float KlFromUniform(std::span<const float> logits, float log_sum_exp) {
  const double size = static_cast<double>(logits.size());
  double sum = 0;
  for (size_t begin = 0; begin < logits.size(); begin += kBlock) {
    const size_t end = std::min(begin + kBlock, logits.size());
    float block = 0;
    for (size_t i = begin; i < end; ++i) block += logits[i];
    sum += block;
  }
  return static_cast<float>(log_sum_exp - sum / size - std::log(size));
}

std::vector<TokenAlternative> TopAlternatives(std::span<const float> logits, float log_sum_exp,
                                              int count) {
  std::vector<TokenAlternative> best;
  const auto better = [](const TokenAlternative& a, const TokenAlternative& b) {
    return a.logprob != b.logprob ? a.logprob > b.logprob : a.token < b.token;
  };
  for (size_t i = 0; i < logits.size(); ++i) {
    const TokenAlternative entry{static_cast<Token>(i), logits[i] - log_sum_exp};
    if (static_cast<int>(best.size()) == count && !better(entry, best.back())) continue;
    best.insert(std::upper_bound(best.begin(), best.end(), entry, better), entry);
    if (static_cast<int>(best.size()) > count) best.pop_back();
  }
  return best;
}

}  // namespace ponder
