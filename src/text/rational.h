// Exact fractions of 128-bit integers. Every operation says "no value" (nullopt) on overflow or
// division by zero instead of giving a wrong number; none throws.
#pragma once

#include <compare>
#include <optional>
#include <string>

namespace ponder {

__extension__ typedef __int128 Int128;

// Always reduced, with den > 0; build it with MakeRational.
struct Rational {
  Int128 num = 0;
  Int128 den = 1;

  bool IsInteger() const { return den == 1; }
  friend bool operator==(const Rational&, const Rational&) = default;
};

std::optional<Rational> MakeRational(Int128 num, Int128 den);
std::optional<Rational> Add(const Rational& a, const Rational& b);
std::optional<Rational> Subtract(const Rational& a, const Rational& b);
std::optional<Rational> Multiply(const Rational& a, const Rational& b);
std::optional<Rational> Divide(const Rational& a, const Rational& b);

// base^exponent, |exponent| <= 1024; 0^0 is 1, 0 to a negative power has no value.
std::optional<Rational> Power(const Rational& base, int exponent);

// Order of the values; nullopt when the cross products overflow.
std::optional<std::strong_ordering> Compare(const Rational& a, const Rational& b);

// The nearest long double.
long double ToLongDouble(const Rational& value);

// "18", "-3/4".
std::string FormatRational(const Rational& value);
std::string FormatInt128(Int128 value);

}  // namespace ponder
