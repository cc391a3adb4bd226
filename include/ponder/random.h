// Random numbers keyed by a path, not by a shared generator.
//
// A stream is a key. `Child(i)` derives an independent stream; `Uniform(n)` is the n-th number of
// this stream. Both are pure, so a result never depends on the order in which threads draw.
#pragma once

#include <cstdint>
#include <string_view>

namespace ponder {

class RandomStream {
 public:
  explicit RandomStream(uint64_t seed = 0);

  RandomStream Child(uint64_t index) const;
  RandomStream Child(std::string_view name) const;

  // The n-th number of the stream: 64 random bits, or a double in [0, 1).
  uint64_t Bits(uint64_t n) const;
  double Uniform(uint64_t n) const;
  // Uniform integer in [low, high].
  int64_t Integer(uint64_t n, int64_t low, int64_t high) const;

  uint64_t key() const { return key_; }
  friend bool operator==(const RandomStream&, const RandomStream&) = default;

 private:
  struct FromKey {};
  RandomStream(FromKey, uint64_t key) : key_(key) {}
  uint64_t key_;
};

}  // namespace ponder
