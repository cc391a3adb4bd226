#include "task/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text/scan.h"

namespace ponder {

bool Arithmetic::IsPlain() const {
  return std::all_of(nodes_.begin(), nodes_.end(), [](const Node& node) {
    return node.op != Op::kNegative && node.op != Op::kFloor && node.op != Op::kPower &&
           node.number.find('.') == std::string::npos && node.number.size() < 16;
  });
}

std::vector<double> Arithmetic::Numbers() const {
  std::vector<double> numbers;
  for (const Node& node : nodes_) {
    if (node.op == Op::kNumber) numbers.push_back(std::stod(node.number));
  }
  return numbers;
}

std::vector<std::optional<Rational>> Arithmetic::Values() const {
  std::vector<std::optional<Rational>> values;
  if (!IsPlain()) return {std::nullopt};
  for (const Node& node : nodes_) {
    if (node.op == Op::kNumber) {
      values.push_back(MakeRational(std::stoll(node.number), 1));
      continue;
    }
    const std::optional<Rational> a = values[node.left];
    const std::optional<Rational> b = values[node.right];
    values.push_back(!a || !b                   ? std::nullopt
                     : node.op == Op::kAdd      ? Add(*a, *b)
                     : node.op == Op::kSubtract ? Subtract(*a, *b)
                     : node.op == Op::kMultiply ? Multiply(*a, *b)
                                                : Divide(*a, *b));
  }
  return values;
}

std::optional<Rational> Arithmetic::Exact() const { return Values().back(); }

bool Arithmetic::HasWholeSteps() const {
  const auto values = Values();
  return std::all_of(values.begin(), values.end(), [](const auto& value) {
    return value && value->IsInteger() && value->num >= 0;
  });
}

double Arithmetic::Approximate() const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> values;
  for (const Node& node : nodes_) {
    const double a = node.op == Op::kNumber ? 0 : values[node.left];
    const double b = node.op == Op::kNumber ? 0 : values[node.right];
    switch (node.op) {
      case Op::kNumber: {
        // Python refuses whole numbers that begin with a zero.
        const bool bad = node.number.size() > 1 && node.number[0] == '0' &&
                         node.number.find_first_not_of('0') != std::string::npos &&
                         node.number.find('.') == std::string::npos;
        values.push_back(bad ? kNone : std::stod(node.number));
        break;
      }
      case Op::kNegative:
        values.push_back(-a);
        break;
      case Op::kAdd:
        values.push_back(a + b);
        break;
      case Op::kSubtract:
        values.push_back(a - b);
        break;
      case Op::kMultiply:
        values.push_back(a * b);
        break;
      case Op::kDivide:
        values.push_back(b == 0 ? kNone : a / b);
        break;
      case Op::kFloor:
        values.push_back(b == 0 ? kNone : std::floor(a / b));
        break;
      case Op::kPower:
        values.push_back(std::pow(a, b));
        break;
    }
  }
  return values.back();
}

// The terms of a sum or the factors of a product, brackets of the same sort opened.
void Arithmetic::AddParts(size_t node, bool sum, bool inverse,
                          std::vector<std::string>& parts) const {
  const Node& at = nodes_[node];
  const Op same = sum ? Op::kAdd : Op::kMultiply;
  const Op other = sum ? Op::kSubtract : Op::kDivide;
  if (at.op == same || at.op == other) {
    AddParts(at.left, sum, inverse, parts);
    AddParts(at.right, sum, inverse != (at.op == other), parts);
  } else if (sum && at.op == Op::kNegative) {
    AddParts(at.left, sum, !inverse, parts);
  } else {
    parts.push_back((sum ? (inverse ? "-" : "+") : (inverse ? "/" : "*")) + Key(node));
  }
}

std::string Arithmetic::Key(size_t node) const {
  const Node& at = nodes_[node];
  if (at.op == Op::kNumber) return at.number;
  if (at.op == Op::kPower || at.op == Op::kFloor) {
    return "(" + Key(at.left) + (at.op == Op::kPower ? "**" : "//") + Key(at.right) + ")";
  }
  std::vector<std::string> parts;
  AddParts(node, at.op == Op::kAdd || at.op == Op::kSubtract || at.op == Op::kNegative, false,
           parts);
  std::sort(parts.begin(), parts.end());
  std::string key = "(";
  for (const std::string& part : parts) key += part;
  return key + ")";
}

std::string Arithmetic::Key() const { return Key(nodes_.size() - 1); }

}  // namespace ponder
