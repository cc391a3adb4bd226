#include "task/hands24.h"

#include <algorithm>
#include <cstddef>

#include "base/hash.h"

namespace ponder {
namespace {

// A value on the way, as a fraction that is not reduced (it stays below 13^4), and two hashes that
// forget brackets and order: of the terms when seen as a sum, of the factors when as a product.
struct Part {
  int64_t num;
  int64_t den;
  uint64_t terms;
  uint64_t factors;
  bool whole;  // so were all values on the way
};

Part Number(int64_t number) {
  const uint64_t hash = Combine(24, static_cast<uint64_t>(number));
  return {number, 1, hash, hash, true};
}

Part Finished(Part part, bool sum) {
  if (sum) part.factors = Combine(1, part.terms);
  if (!sum) part.terms = Combine(2, part.factors);
  part.whole = part.whole && part.num >= 0 && part.den != 0 && part.num % part.den == 0;
  return part;
}

constexpr int kOperations = 6;  // a + b, a - b, b - a, a * b, a / b, b / a

Part Join(const Part& a, const Part& b, int operation) {
  const bool whole = a.whole && b.whole;
  switch (operation) {
    case 0:
      return Finished({a.num * b.den + b.num * a.den, a.den * b.den, a.terms + b.terms, 0, whole},
                      true);
    case 1:
      return Finished({a.num * b.den - b.num * a.den, a.den * b.den, a.terms - b.terms, 0, whole},
                      true);
    case 3:
      return Finished({a.num * b.num, a.den * b.den, 0, a.factors + b.factors, whole}, false);
    case 4:
      return Finished({a.num * b.den, a.den * b.num, 0, a.factors - b.factors, whole}, false);
    default:
      return Join(b, a, operation - 1);
  }
}

class HandSearch {
 public:
  Hand24 Find(const std::array<int64_t, 4>& numbers) {
    hand_ = {numbers, 0, false};
    found_.clear();
    std::array<Part, 4> parts;
    std::transform(numbers.begin(), numbers.end(), parts.begin(), Number);
    Search(parts, parts.size());
    std::sort(found_.begin(), found_.end());
    hand_.solutions = static_cast<int>(std::unique(found_.begin(), found_.end()) - found_.begin());
    return hand_;
  }

 private:
  void Search(const std::array<Part, 4>& parts, size_t count) {
    if (count == 1) {
      if (parts[0].num != 24 * parts[0].den) return;
      found_.push_back(Combine(parts[0].terms, parts[0].factors));
      hand_.whole = hand_.whole || parts[0].whole;
      return;
    }
    for (size_t i = 0; i < count; ++i) {
      for (size_t j = i + 1; j < count; ++j) {
        for (int operation = 0; operation < kOperations; ++operation) {
          const Part joined = Join(parts[i], parts[j], operation);
          if (joined.den == 0) continue;
          std::array<Part, 4> rest = parts;
          rest[i] = joined;
          rest[j] = rest[count - 1];
          Search(rest, count - 1);
        }
      }
    }
  }

  Hand24 hand_;
  std::vector<uint64_t> found_;
};

std::vector<Hand24> FindHands() {
  std::vector<Hand24> hands;
  HandSearch search;
  for (int64_t a = 1; a <= 13; ++a) {
    for (int64_t b = a; b <= 13; ++b) {
      for (int64_t c = b; c <= 13; ++c) {
        for (int64_t d = c; d <= 13; ++d) {
          const Hand24 hand = search.Find({a, b, c, d});
          if (hand.solutions > 0) hands.push_back(hand);
        }
      }
    }
  }
  return hands;
}

}  // namespace

const std::vector<Hand24>& SolvableHands24() {
  static const std::vector<Hand24> hands = FindHands();
  return hands;
}

}  // namespace ponder
