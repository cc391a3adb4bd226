// Small non-cryptographic mixing used for random streams and prefix keys.
#pragma once

#include <cstdint>
#include <string_view>

namespace ponder {

// SplitMix64's finaliser (Steele, Lea, Flood 2014): a bijection that spreads every input bit.
constexpr uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// Folds `value` into a running hash. Not symmetric: (a, b) and (b, a) differ.
constexpr uint64_t Combine(uint64_t hash, uint64_t value) { return Mix(Mix(hash) + value); }

constexpr uint64_t HashText(std::string_view text) {
  uint64_t hash = text.size();
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Mix(hash);
}

}  // namespace ponder
