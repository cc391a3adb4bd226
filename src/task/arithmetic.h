// Expressions over whole numbers, as the number games (24, Countdown) want them.
//
// The parser also reads what Python's eval would accept of such a line (unary signs, "//", "**",
// decimals), because the published checkers are built on it; Exact() refuses those.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/rational.h"

namespace ponder {

class Arithmetic {
 public:
  // nullopt when the text (at most kMaxLength bytes) is no expression.
  static std::optional<Arithmetic> Parse(std::string_view text);
  static constexpr size_t kMaxLength = 200;

  // Nothing but whole numbers, + - * / and brackets.
  bool IsPlain() const;
  // The numbers in the order in which they are written.
  std::vector<double> Numbers() const;
  // nullopt when it is not plain, divides by zero, or does not fit.
  std::optional<Rational> Exact() const;
  // As Python's eval gives it; NaN where that fails.
  double Approximate() const;
  // Plain, and the value of every part is a whole number, not below zero.
  bool HasWholeSteps() const;
  // Equal for expressions that differ in brackets and in the order of terms and factors only.
  std::string Key() const;

 private:
  friend class ArithmeticParser;
  enum class Op { kNumber, kNegative, kAdd, kSubtract, kMultiply, kDivide, kFloor, kPower };
  struct Node {
    Op op = Op::kNumber;
    size_t left = 0;  // children are earlier nodes
    size_t right = 0;
    std::string number;
  };

  std::vector<std::optional<Rational>> Values() const;
  void AddParts(size_t node, bool sum, bool inverse, std::vector<std::string>& parts) const;
  std::string Key(size_t node) const;

  std::vector<Node> nodes_;  // the last one is the root
};

// The text with the signs that people and LaTeX use for + - * / and brackets replaced by these.
std::string PlainArithmetic(std::string_view text);

// The expression in a short answer, without "= 24" and what else stands around it.
std::string BareArithmetic(std::string_view answer);

// The expression that a reply answers with: in <answer> tags or behind a mark, else the last one
// with `numbers` numbers, else the last one.
std::optional<std::string> FindArithmetic(std::string_view reply, size_t numbers);

}  // namespace ponder
