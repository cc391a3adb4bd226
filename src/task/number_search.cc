// Two solvers of the number games: by parts (fractions, or whole steps) and in plain integers.
#include <algorithm>
#include <array>
#include <map>

#include "task/number_game.h"

namespace ponder {
namespace {

// All values that a subset of the numbers can make, each with one expression in full brackets.
class Parts {
 public:
  Parts(std::span<const int64_t> numbers, bool whole) : numbers_(numbers), whole_(whole) {
    values_.resize(size_t{1} << numbers.size());
  }

  std::optional<std::string> Find(int64_t target) {
    const size_t full = values_.size() - 1;
    for (size_t set = 1; set < full; ++set) Fill(set, std::nullopt);
    Fill(full, Rational{target, 1});
    const auto found = values_[full].find({target, 1});
    if (found == values_[full].end()) return std::nullopt;
    return Text(full, found->first, true);
  }

 private:
  using Key = std::pair<int64_t, int64_t>;  // numerator, denominator
  struct Origin {
    size_t left_set = 0;  // 0: the number itself
    Key left;
    Key right;
    char operation = 0;
  };

  // `only`: keep no other value.
  void Fill(size_t set, std::optional<Rational> only) {
    for (size_t i = 0; i < numbers_.size(); ++i) {
      if (set == size_t{1} << i) values_[set][{numbers_[i], 1}] = {};
    }
    for (size_t left = (set - 1) & set; left > 0; left = (left - 1) & set) {
      const size_t right = set & ~left;
      for (const auto& [a, from_a] : values_[left]) {
        for (const auto& [b, from_b] : values_[right]) {
          for (const char operation : {'+', '-', '*', '/'}) {
            const bool twice = (operation == '+' || operation == '*') && left < right;
            if (!twice) Keep(set, {left, a, b, operation}, only);
          }
        }
      }
    }
  }

  void Keep(size_t set, const Origin& origin, const std::optional<Rational>& only) {
    const Rational a{origin.left.first, origin.left.second};
    const Rational b{origin.right.first, origin.right.second};
    const std::optional<Rational> value = origin.operation == '+'   ? Add(a, b)
                                          : origin.operation == '-' ? Subtract(a, b)
                                          : origin.operation == '*' ? Multiply(a, b)
                                                                    : Divide(a, b);
    constexpr int64_t kMost = int64_t{1} << 40;
    if (!value || value->num > kMost || value->num < -kMost || value->den > kMost) return;
    if (only && *value != *only) return;
    if (whole_ && (!value->IsInteger() || value->num < 0)) return;
    values_[set].try_emplace({static_cast<int64_t>(value->num), static_cast<int64_t>(value->den)},
                             origin);
  }

  std::string Text(size_t set, const Key& key, bool outer) const {
    const Origin& from = values_[set].at(key);
    if (from.operation == 0) return std::to_string(key.first);
    const std::string text = Text(from.left_set, from.left, false) + " " + from.operation + " " +
                             Text(set & ~from.left_set, from.right, false);
    return outer ? text : "(" + text + ")";
  }

  std::span<const int64_t> numbers_;
  bool whole_;
  std::vector<std::map<Key, Origin>> values_;  // by subset, a bit a number
};

// Depth first over pairs, larger number first, without texts.
class WholeSearch {
 public:
  WholeSearch(std::span<const int64_t> numbers, int64_t target)
      : count_(numbers.size()), target_(target) {
    std::copy(numbers.begin(), numbers.end(), values_.begin());
  }

  std::optional<std::string> Find() {
    if (count_ == 0 || count_ > kMost || !Search(count_)) return std::nullopt;
    NumberState state = NumberStart(std::span(values_).first(count_));
    for (size_t i = 0; i + 1 < count_; ++i) state = Apply(state, path_[i]);
    return state.terms[0].text;
  }

 private:
  static constexpr size_t kMost = 8;

  bool Search(size_t left) {
    if (left == 1) return values_[0] == target_;
    const std::array<int64_t, kMost> before = values_;
    for (size_t i = 0; i < left; ++i) {
      for (size_t j = 0; j < left; ++j) {
        if (i == j || before[i] < before[j] || (before[i] == before[j] && i > j)) continue;
        for (const char operation : {'+', '-', '*', '/'}) {
          if (!Step(before, left, {i, j, operation})) continue;
          path_[count_ - left] = {i, j, operation};
          if (Search(left - 1)) {
            values_ = before;
            return true;
          }
        }
      }
    }
    values_ = before;
    return false;
  }

  // The numbers after one action, in the order of Apply(NumberState).
  bool Step(const std::array<int64_t, kMost>& from, size_t left, const NumberAction& action) {
    const int64_t a = from[action.left];
    const int64_t b = from[action.right];
    int64_t value = a - b;
    if (action.operation == '+' && __builtin_add_overflow(a, b, &value)) return false;
    if (action.operation == '*' && __builtin_mul_overflow(a, b, &value)) return false;
    if (action.operation == '/') {
      if (b <= 1 || a % b != 0) return false;  // a / 1 is a * 1
      value = a / b;
    }
    size_t kept = 0;
    for (size_t i = 0; i < left; ++i) {
      if (i != action.left && i != action.right) values_[kept++] = from[i];
    }
    values_[kept] = value;
    return true;
  }

  std::array<int64_t, kMost> values_ = {};
  std::array<NumberAction, kMost> path_ = {};
  size_t count_;
  int64_t target_;
};

}  // namespace

std::optional<std::string> FindByParts(std::span<const int64_t> numbers, int64_t target,
                                       bool whole) {
  if (numbers.empty() || numbers.size() > 6) return std::nullopt;
  return Parts(numbers, whole).Find(target);
}

std::optional<std::string> FindWhole(std::span<const int64_t> numbers, int64_t target) {
  if (numbers.size() > 8) return std::nullopt;
  return WholeSearch(numbers, target).Find();
}

}  // namespace ponder
