#include "task/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text/scan.h"

namespace ponder {

constexpr int kMaxDepth = 60;

// Recursive descent with the precedences of Python.
class ArithmeticParser {
 public:
  using Op = Arithmetic::Op;

  explicit ArithmeticParser(std::string_view text) : text_(text) {}

  std::optional<Arithmetic> Parse() {
    const std::optional<size_t> root = Sum();
    SkipBlanks();
    if (!root || pos_ != text_.size()) return std::nullopt;
    return std::move(out_);
  }

 private:
  std::optional<size_t> Sum() {
    std::optional<size_t> left = Product();
    while (left) {
      const bool add = Take("+");
      if (!add && !Take("-")) return left;
      left = Binary(add ? Op::kAdd : Op::kSubtract, *left, Product());
    }
    return left;
  }

  std::optional<size_t> Product() {
    std::optional<size_t> left = Signed();
    while (left) {
      if (Take("//")) {
        left = Binary(Op::kFloor, *left, Signed());
      } else if (Take("*")) {
        left = Binary(Op::kMultiply, *left, Signed());
      } else if (Take("/")) {
        left = Binary(Op::kDivide, *left, Signed());
      } else {
        return left;
      }
    }
    return left;
  }

  std::optional<size_t> Signed() {
    if (++depth_ > kMaxDepth) return std::nullopt;
    std::optional<size_t> result;
    if (Take("-")) {
      if (const auto inner = Signed()) result = Push({Op::kNegative, *inner, 0, ""});
    } else if (Take("+")) {
      result = Signed();
    } else {
      result = Atom();
      if (result && Take("**")) result = Binary(Op::kPower, *result, Signed());
    }
    --depth_;
    return result;
  }

  std::optional<size_t> Atom() {
    if (Take("(")) {
      const std::optional<size_t> inner = Sum();
      return inner && Take(")") ? inner : std::nullopt;
    }
    const size_t begin = pos_;
    while (pos_ < text_.size() && scan::IsDigit(text_[pos_])) ++pos_;
    if (pos_ == begin) return std::nullopt;
    if (pos_ + 1 < text_.size() && text_[pos_] == '.' && scan::IsDigit(text_[pos_ + 1])) {
      ++pos_;
      while (pos_ < text_.size() && scan::IsDigit(text_[pos_])) ++pos_;
    }
    return Push({Op::kNumber, 0, 0, std::string(text_.substr(begin, pos_ - begin))});
  }

  // "*" does not take the beginning of "**".
  bool Take(std::string_view sign) {
    SkipBlanks();
    if (!scan::StartsAt(text_, pos_, sign)) return false;
    if (sign == "*" && scan::StartsAt(text_, pos_, "**")) return false;
    pos_ += sign.size();
    return true;
  }
  void SkipBlanks() { pos_ = scan::SkipBlanks(text_, pos_); }

  std::optional<size_t> Binary(Op op, size_t left, std::optional<size_t> right) {
    if (!right) return std::nullopt;
    return Push({op, left, *right, ""});
  }
  size_t Push(Arithmetic::Node node) {
    out_.nodes_.push_back(std::move(node));
    return out_.nodes_.size() - 1;
  }

  std::string_view text_;
  size_t pos_ = 0;
  int depth_ = 0;
  Arithmetic out_;
};

std::optional<Arithmetic> Arithmetic::Parse(std::string_view text) {
  if (text.size() > kMaxLength) return std::nullopt;
  return ArithmeticParser(text).Parse();
}

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
