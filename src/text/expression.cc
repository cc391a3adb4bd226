#include "text/expression.h"

#include <array>
#include <cmath>
#include <numbers>

namespace ponder {
namespace {

std::optional<Rational> Factorial(const Rational& value) {
  if (!value.IsInteger() || value.num < 0 || value.num > 33) return std::nullopt;
  Int128 out = 1;
  for (int i = 2; i <= static_cast<int>(value.num); ++i) out *= i;
  return Rational{out, 1};
}

}  // namespace

std::optional<Rational> Expression::ExactNode(const Node& node,
                                              const std::vector<std::optional<Rational>>& done) {
  if (node.op == Op::kNumber) return node.number;
  if (node.op == Op::kUnknown || node.op == Op::kPi || node.op == Op::kE || node.op == Op::kI) {
    return std::nullopt;
  }
  const std::optional<Rational>& left = done[node.left];
  if (!left) return std::nullopt;
  if (node.op == Op::kNeg) return Rational{-left->num, left->den};
  if (node.op == Op::kCall) {
    return node.function == Function::kFactorial ? Factorial(*left) : std::nullopt;
  }
  const std::optional<Rational>& right = done[node.right];
  if (!right) return std::nullopt;
  switch (node.op) {
    case Op::kAdd:
      return Add(*left, *right);
    case Op::kSub:
      return Subtract(*left, *right);
    case Op::kMul:
      return Multiply(*left, *right);
    case Op::kDiv:
      return Divide(*left, *right);
    default:
      break;
  }
  if (!right->IsInteger() || right->num < -1024 || right->num > 1024) return std::nullopt;
  return Power(*left, static_cast<int>(right->num));
}

std::optional<Rational> Expression::Exact() const {
  std::vector<std::optional<Rational>> done;
  done.reserve(nodes_.size());
  for (const Node& node : nodes_) done.push_back(ExactNode(node, done));
  return done.back();
}

std::optional<Expression::Function> Expression::FunctionNamed(std::string_view name) {
  struct Entry {
    std::string_view name;
    Function function;
  };
  static constexpr std::array<Entry, 14> kFunctions = {{{"sin", Function::kSin},
                                                        {"cos", Function::kCos},
                                                        {"tan", Function::kTan},
                                                        {"cot", Function::kCot},
                                                        {"sec", Function::kSec},
                                                        {"csc", Function::kCsc},
                                                        {"arcsin", Function::kArcsin},
                                                        {"arccos", Function::kArccos},
                                                        {"arctan", Function::kArctan},
                                                        {"ln", Function::kLn},
                                                        {"log", Function::kLog10},
                                                        {"exp", Function::kExp},
                                                        {"abs", Function::kAbs},
                                                        {"atan", Function::kArctan}}};
  for (const Entry& entry : kFunctions) {
    if (entry.name == name) return entry.function;
  }
  return std::nullopt;
}

Expression::Complex Expression::Call(Function function, Complex x) {
  switch (function) {
    case Function::kSqrt:
      return std::sqrt(x);
    case Function::kSin:
      return std::sin(x);
    case Function::kCos:
      return std::cos(x);
    case Function::kTan:
      return std::tan(x);
    case Function::kCot:
      return 1.0L / std::tan(x);
    case Function::kSec:
      return 1.0L / std::cos(x);
    case Function::kCsc:
      return 1.0L / std::sin(x);
    case Function::kArcsin:
      return std::asin(x);
    case Function::kArccos:
      return std::acos(x);
    case Function::kArctan:
      return std::atan(x);
    case Function::kLn:
      return std::log(x);
    case Function::kLog10:
      return std::log10(x);
    case Function::kExp:
      return std::exp(x);
    case Function::kAbs:
      return std::abs(x);
    case Function::kFactorial:
      return std::tgamma(x.real() + 1);
  }
  return x;
}

Expression::Complex Expression::NumericNode(const Node& node, const std::vector<Complex>& done,
                                            const std::vector<Complex>& values) {
  switch (node.op) {
    case Op::kNumber:
      return ToLongDouble(node.number);
    case Op::kUnknown:
      return values[node.left];
    case Op::kPi:
      return std::numbers::pi_v<long double>;
    case Op::kE:
      return std::numbers::e_v<long double>;
    case Op::kI:
      return Complex(0, 1);
    case Op::kAdd:
      return done[node.left] + done[node.right];
    case Op::kSub:
      return done[node.left] - done[node.right];
    case Op::kMul:
      return done[node.left] * done[node.right];
    case Op::kDiv:
      return done[node.left] / done[node.right];
    case Op::kNeg:
      return -done[node.left];
    case Op::kCall:
      return Call(node.function, done[node.left]);
    case Op::kPow:
      break;
  }
  const Complex power = done[node.right];
  const long double whole = std::round(power.real());
  if (power.imag() == 0 && power.real() == whole && std::abs(whole) <= 64) {
    return std::pow(done[node.left], static_cast<int>(whole));
  }
  return std::pow(done[node.left], power);
}

std::optional<Expression::Complex> Expression::At(const std::vector<Complex>& values) const {
  if (values.size() < unknowns_.size()) return std::nullopt;
  std::vector<Complex> done;
  done.reserve(nodes_.size());
  for (const Node& node : nodes_) done.push_back(NumericNode(node, done, values));
  const Complex out = done.back();
  if (!std::isfinite(out.real()) || !std::isfinite(out.imag())) return std::nullopt;
  return out;
}

}  // namespace ponder
