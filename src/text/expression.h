// Small algebra on written mathematics (LaTeX or plain), in place of a computer algebra system:
// exact rational values, and complex values at given points.
//
// Understood: + - * / ^, implied products, \frac, \sqrt[n]{}, |x|, n!, elementary functions,
// pi, e, i, infinity as a symbol, one-letter and Greek unknowns with subscripts. Words, numbers
// with subscripts (bases), relations and lists are refused.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/rational.h"

namespace ponder {

class Expression {
 public:
  using Complex = std::complex<long double>;

  // nullopt when the whole text (at most kMaxMathAnswer bytes) is not one expression.
  static std::optional<Expression> Parse(std::string_view text);

  // Names of the unknowns, in order of first use.
  const std::vector<std::string>& unknowns() const { return unknowns_; }

  // The exact value; nullopt when it has unknowns, roots, constants, or does not fit 128 bits.
  std::optional<Rational> Exact() const;

  // The value with values[i] for unknowns()[i]; nullopt when it is not finite.
  std::optional<Complex> At(const std::vector<Complex>& values) const;

 private:
  friend class ExpressionParser;

  enum class Op { kNumber, kUnknown, kPi, kE, kI, kAdd, kSub, kMul, kDiv, kPow, kNeg, kCall };
  enum class Function {
    kSqrt,
    kSin,
    kCos,
    kTan,
    kCot,
    kSec,
    kCsc,
    kArcsin,
    kArccos,
    kArctan,
    kLn,
    kLog10,
    kExp,
    kAbs,
    kFactorial,
  };
  struct Node {
    Op op = Op::kNumber;
    size_t left = 0;  // child, always an earlier node; or the index of the unknown
    size_t right = 0;
    Function function = Function::kSqrt;
    Rational number;
  };

  static std::optional<Rational> ExactNode(const Node& node,
                                           const std::vector<std::optional<Rational>>& done);
  static Complex NumericNode(const Node& node, const std::vector<Complex>& done,
                             const std::vector<Complex>& values);
  static std::optional<Function> FunctionNamed(std::string_view name);
  static Complex Call(Function function, Complex x);

  std::vector<Node> nodes_;  // children before parents; the last one is the root
  std::vector<std::string> unknowns_;
};

}  // namespace ponder
