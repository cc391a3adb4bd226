#include "text/rational.h"

#include <algorithm>

namespace ponder {
namespace {

// The one value whose negative does not fit; it is kept out of every Rational.
constexpr Int128 kHalf = static_cast<Int128>(1) << 126;
constexpr Int128 kLowest = -kHalf - kHalf;

Int128 Gcd(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

std::optional<Int128> Times(Int128 a, Int128 b) {
  Int128 out;
  if (__builtin_mul_overflow(a, b, &out) || out == kLowest) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Rational> MakeRational(Int128 num, Int128 den) {
  if (den == 0 || num == kLowest || den == kLowest) return std::nullopt;
  if (den < 0) {
    num = -num;
    den = -den;
  }
  const Int128 gcd = Gcd(num, den);
  return Rational{num / gcd, den / gcd};
}

std::optional<Rational> Add(const Rational& a, const Rational& b) {
  const Int128 gcd = Gcd(a.den, b.den);
  const auto left = Times(a.num, b.den / gcd);
  const auto right = Times(b.num, a.den / gcd);
  const auto den = Times(a.den, b.den / gcd);
  Int128 sum;
  if (!left || !right || !den || __builtin_add_overflow(*left, *right, &sum)) return std::nullopt;
  return MakeRational(sum, *den);
}

std::optional<Rational> Subtract(const Rational& a, const Rational& b) {
  return Add(a, Rational{-b.num, b.den});
}

std::optional<Rational> Multiply(const Rational& a, const Rational& b) {
  const Int128 first = std::max<Int128>(1, Gcd(a.num, b.den));
  const Int128 second = std::max<Int128>(1, Gcd(b.num, a.den));
  const auto num = Times(a.num / first, b.num / second);
  const auto den = Times(a.den / second, b.den / first);
  if (!num || !den) return std::nullopt;
  return MakeRational(*num, *den);
}

std::optional<Rational> Divide(const Rational& a, const Rational& b) {
  const auto inverse = MakeRational(b.den, b.num);
  if (!inverse) return std::nullopt;
  return Multiply(a, *inverse);
}

std::optional<Rational> Power(const Rational& base, int exponent) {
  if (exponent < -1024 || exponent > 1024) return std::nullopt;
  Rational factor = base;
  if (exponent < 0) {
    const auto inverse = MakeRational(base.den, base.num);
    if (!inverse) return std::nullopt;
    factor = *inverse;
  }
  Rational out{1, 1};
  for (int left = exponent < 0 ? -exponent : exponent; left > 0; --left) {
    const auto next = Multiply(out, factor);
    if (!next) return std::nullopt;
    out = *next;
  }
  return out;
}

std::optional<std::strong_ordering> Compare(const Rational& a, const Rational& b) {
  const auto difference = Subtract(a, b);
  if (!difference) return std::nullopt;
  return difference->num <=> static_cast<Int128>(0);
}

long double ToLongDouble(const Rational& value) {
  return static_cast<long double>(value.num) / static_cast<long double>(value.den);
}

std::string FormatInt128(Int128 value) {
  if (value == 0) return "0";
  const bool negative = value < 0;
  std::string out;
  while (value != 0) {
    const int digit = static_cast<int>(value % 10);
    out.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    value /= 10;
  }
  if (negative) out.push_back('-');
  std::reverse(out.begin(), out.end());
  return out;
}

std::string FormatRational(const Rational& value) {
  std::string out = FormatInt128(value.num);
  if (value.den != 1) out += "/" + FormatInt128(value.den);
  return out;
}

}  // namespace ponder
