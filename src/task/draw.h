// Draws numbers, words and orders from a stream, one after the other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "ponder/random.h"

namespace ponder {

class Draw {
 public:
  explicit Draw(const RandomStream& random) : random_(random) {}

  // In [low, high].
  int64_t Number(int64_t low, int64_t high) { return random_.Integer(next_++, low, high); }
  size_t Index(size_t size) {
    return static_cast<size_t>(Number(0, static_cast<int64_t>(size) - 1));
  }
  bool Coin() { return Number(0, 1) == 1; }
  template <class T>
  const T& OneOf(std::span<const T> values) {
    return values[Index(values.size())];
  }
  template <class T>
  void Shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[Index(i)]);
  }
  // `count` different ones (all of them if there are fewer), in random order.
  template <class Values>
  auto Some(const Values& values, size_t count) {
    std::vector<typename Values::value_type> some(values.begin(), values.end());
    Shuffle(some);
    if (some.size() > count) some.resize(count);
    return some;
  }

 private:
  RandomStream random_;
  uint64_t next_ = 0;
};

// Puts whole numbers in an order that looks random and depends on nothing but what they are: where
// order says nothing, no question comes twice with its numbers in another order.
template <class Number>
void Scatter(std::vector<Number>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  uint64_t hash = 0;
  for (const Number number : numbers) hash = Combine(hash, static_cast<uint64_t>(number));
  Draw(RandomStream(hash)).Shuffle(numbers);
}

}  // namespace ponder
