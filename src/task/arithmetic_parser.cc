#include "task/arithmetic.h"
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

}  // namespace ponder
