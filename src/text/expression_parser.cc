// Recursive descent over written mathematics; see expression.h for the language.
#include <algorithm>
#include <array>

#include "text/expression.h"
#include "text/latex.h"
#include "text/scan.h"

namespace ponder {

using scan::IsAlpha;
using scan::IsDigit;
using scan::StartsAt;

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, Expression* out) : text_(text), out_(*out) {}

  bool Parse() {
    size_t root = 0;
    if (!Sum(&root)) return false;
    Skip();
    return pos_ == text_.size() && root + 1 == out_.nodes_.size();
  }

 private:
  using Op = Expression::Op;
  using Function = Expression::Function;
  static constexpr int kMaxDepth = 48;
  static constexpr size_t kMaxUnknowns = 4;

  struct DepthGuard {
    explicit DepthGuard(int* depth) : depth_(depth) { ++*depth_; }
    ~DepthGuard() { --*depth_; }
    int* depth_;
  };

  size_t Push(Op op, size_t left = 0, size_t right = 0, Function function = Function::kSqrt) {
    out_.nodes_.push_back({op, left, right, function, {}});
    return out_.nodes_.size() - 1;
  }

  // Blanks, spacing commands and sizing commands.
  void Skip() {
    static constexpr std::array<std::string_view, 11> kIgnored = {
        " ", "\n", "\t", "\\,", "\\!", "\\;", "\\:", "\\ ", "~", "$", "\\displaystyle"};
    for (bool again = true; again;) {
      again = false;
      for (std::string_view mark : kIgnored) {
        if (!StartsAt(text_, pos_, mark)) continue;
        pos_ += mark.size();
        again = true;
      }
      for (std::string_view name : {"\\left", "\\right"}) {
        const size_t end = pos_ + name.size();
        if (!StartsAt(text_, pos_, name) || (end < text_.size() && IsAlpha(text_[end]))) continue;
        pos_ = end;
        again = true;
      }
    }
  }

  bool Take(std::string_view mark) {
    Skip();
    if (!StartsAt(text_, pos_, mark)) return false;
    const size_t end = pos_ + mark.size();
    if (mark[0] == '\\' && end < text_.size() && IsAlpha(text_[end])) return false;
    pos_ = end;
    return true;
  }

  bool Sum(size_t* out) {
    DepthGuard guard(&depth_);
    if (depth_ > kMaxDepth) return false;
    const bool negative = Take("-");
    if (!negative) Take("+");
    if (!Product(out)) return false;
    if (negative) *out = Push(Op::kNeg, *out);
    while (true) {
      const bool minus = Take("-");
      if (!minus && !Take("+")) return true;
      size_t right = 0;
      if (!Product(&right)) return false;
      *out = Push(minus ? Op::kSub : Op::kAdd, *out, right);
    }
  }

  bool Product(size_t* out) {
    if (!Factor(out)) return false;
    while (true) {
      Op op = Op::kMul;
      if (Take("/") || Take("\\div") || Take("\u00F7")) {
        op = Op::kDiv;
      } else if (!Take("*") && !Take("\\cdot") && !Take("\\times") && !Take("\u00D7") &&
                 !Take("\u22C5") && !FactorFollows()) {
        return true;
      }
      size_t right = 0;
      if (!Factor(&right)) return false;
      *out = Push(op, *out, right);
    }
  }

  // An implied product goes on here: a letter, a bracket or a command, but no second number.
  bool FactorFollows() {
    Skip();
    if (pos_ >= text_.size()) return false;
    const char c = text_[pos_];
    if (IsDigit(c)) return last_was_bracket_;
    if (c == '\\') {
      for (std::string_view name : {"\\cup", "\\cap", "\\in", "\\pm", "\\mp", "\\le", "\\ge"}) {
        if (StartsAt(text_, pos_, name) && !StartsAt(text_, pos_, "\\infty")) return false;
      }
      return pos_ + 1 < text_.size() && (IsAlpha(text_[pos_ + 1]) || text_[pos_ + 1] == '{');
    }
    return IsAlpha(c) || c == '(' || c == '{' || c == '[' || StartsAt(text_, pos_, "\u03C0") ||
           StartsAt(text_, pos_, "\u221A");
  }

  bool Factor(size_t* out) {
    DepthGuard guard(&depth_);
    if (depth_ > kMaxDepth) return false;
    if (Take("-")) {
      if (!Factor(out)) return false;
      *out = Push(Op::kNeg, *out);
      return true;
    }
    if (!Base(out)) return false;
    if (Take("!")) *out = Push(Op::kCall, *out, 0, Function::kFactorial);
    if (StartsAt(text_, pos_, "\u00B2") || StartsAt(text_, pos_, "\u00B3")) {
      const bool square = StartsAt(text_, pos_, "\u00B2");
      pos_ += 2;
      const size_t power = Number(Rational{square ? 2 : 3, 1});
      *out = Push(Op::kPow, *out, power);
      return true;
    }
    if (!Take("^") && !Take("**")) return true;
    size_t power = 0;
    if (!Exponent(&power)) return false;
    *out = Push(Op::kPow, *out, power);
    return true;
  }

  bool Exponent(size_t* out) {
    const bool negative = Take("-");
    if (!Base(out)) return false;
    if (negative) *out = Push(Op::kNeg, *out);
    return true;
  }

  size_t Number(const Rational& value) {
    const size_t node = Push(Op::kNumber);
    out_.nodes_[node].number = value;
    return node;
  }

  bool Base(size_t* out) {
    Skip();
    last_was_bracket_ = false;
    if (pos_ >= text_.size()) return false;
    const char c = text_[pos_];
    if (IsDigit(c) || c == '.') return Literal(out);
    if (c == '\\') return Command(out);
    if (IsAlpha(c)) return Word(out);
    if (StartsAt(text_, pos_, "\u03C0")) return Constant(Op::kPi, 2, out);
    if (StartsAt(text_, pos_, "\u221A")) {
      pos_ += 3;
      if (!Base(out)) return false;
      *out = Push(Op::kCall, *out, 0, Function::kSqrt);
      return true;
    }
    if (c == '|') {
      if (!Bracket("|", out)) return false;
      *out = Push(Op::kCall, *out, 0, Function::kAbs);
      return true;
    }
    if (c == '(') return Bracket(")", out);
    if (c == '[') return Bracket("]", out);
    if (c == '{') return Bracket("}", out);
    return false;
  }

  bool Constant(Op op, size_t length, size_t* out) {
    pos_ += length;
    *out = Push(op);
    return true;
  }

  bool Bracket(std::string_view close, size_t* out) {
    ++pos_;
    if (!Sum(out) || !Take(close)) return false;
    last_was_bracket_ = true;
    return true;
  }

  // Digits with a point; a proper fraction straight after a whole number makes it mixed.
  bool Literal(size_t* out) {
    std::optional<Rational> value = Rational{0, 1};
    int decimals = 0;
    bool point = false;
    const size_t begin = pos_;
    for (; value && pos_ < text_.size() && (IsDigit(text_[pos_]) || text_[pos_] == '.'); ++pos_) {
      if (text_[pos_] == '.') {
        if (point) return false;
        point = true;
        continue;
      }
      value = Multiply(*value, Rational{10, 1});
      if (value) value = Add(*value, Rational{text_[pos_] - '0', 1});
      if (point) ++decimals;
    }
    if (!value || pos_ - begin == static_cast<size_t>(point)) return false;
    if (StartsAt(text_, pos_, "_")) return false;
    const auto scale = Power(Rational{10, 1}, decimals);
    const auto scaled = scale ? Divide(*value, *scale) : std::nullopt;
    if (!scaled) return false;
    *out = Number(*scaled);
    if (!point) MixedFraction(out);
    return true;
  }

  void MixedFraction(size_t* out) {
    Skip();
    if (!StartsAt(text_, pos_, "\\frac") && !StartsAt(text_, pos_, "\\dfrac") &&
        !StartsAt(text_, pos_, "\\tfrac")) {
      return;
    }
    const size_t pos = pos_;
    const size_t nodes = out_.nodes_.size();
    size_t part = 0;
    const bool plain = Command(&part) && part == nodes + 2 &&
                       out_.nodes_[nodes].op == Op::kNumber &&
                       out_.nodes_[nodes + 1].op == Op::kNumber;
    if (plain) {
      *out = Push(Op::kAdd, *out, part);
    } else {
      out_.nodes_.resize(nodes);
      pos_ = pos;
    }
  }

  // \frac and \sqrt arguments: a group, or one digit, letter or command.
  bool Argument(size_t* out) {
    Skip();
    if (pos_ >= text_.size()) return false;
    if (IsDigit(text_[pos_])) {
      *out = Number(Rational{text_[pos_++] - '0', 1});
      return true;
    }
    if (IsAlpha(text_[pos_])) return Letter(1, out);
    return Base(out);
  }

  bool Command(size_t* out) {
    DepthGuard guard(&depth_);
    if (depth_ > kMaxDepth || StartsAt(text_, pos_, "\\{")) return false;
    size_t end = pos_ + 1;
    while (end < text_.size() && IsAlpha(text_[end])) ++end;
    const std::string_view name = text_.substr(pos_ + 1, end - pos_ - 1);
    if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "cfrac") {
      pos_ = end;
      size_t top = 0;
      size_t bottom = 0;
      if (!Argument(&top) || !Argument(&bottom)) return false;
      *out = Push(Op::kDiv, top, bottom);
      last_was_bracket_ = true;
      return true;
    }
    if (name == "sqrt") {
      pos_ = end;
      return Root(out);
    }
    if (name == "pi") return Constant(Op::kPi, end - pos_, out);
    if (const auto function = Expression::FunctionNamed(name)) {
      pos_ = end;
      return Apply(*function, out);
    }
    return IsGreek(name) && Letter(end - pos_, out);
  }

  bool Root(size_t* out) {
    size_t degree = 0;
    const bool indexed = Take("[");
    if (indexed && (!Sum(&degree) || !Take("]"))) return false;
    if (!Argument(out)) return false;
    last_was_bracket_ = true;
    if (!indexed) {
      *out = Push(Op::kCall, *out, 0, Function::kSqrt);
      return true;
    }
    const size_t one = Number(Rational{1, 1});
    const size_t power = Push(Op::kDiv, one, degree);
    *out = Push(Op::kPow, *out, power);
    return true;
  }

  // A function: an optional power, then a bracket or the factors up to the next sign.
  bool Apply(Function function, size_t* out) {
    size_t power = 0;
    size_t base = 0;
    const bool has_base = function == Function::kLog10 && Take("_");
    if (has_base && !Argument(&base)) return false;
    const bool has_power = Take("^");
    if (has_power && (StartsAt(text_, pos_, "{-") || StartsAt(text_, pos_, "-"))) return false;
    if (has_power && !Argument(&power)) return false;
    if (!FunctionArgument(out)) return false;
    *out = Push(Op::kCall, *out, 0, has_base ? Function::kLn : function);
    if (has_base) {
      base = Push(Op::kCall, base, 0, Function::kLn);
      *out = Push(Op::kDiv, *out, base);
    }
    if (has_power) *out = Push(Op::kPow, *out, power);
    return true;
  }

  bool FunctionArgument(size_t* out) {
    Skip();
    if (pos_ >= text_.size()) return false;
    if (text_[pos_] == '(' || text_[pos_] == '{') return Base(out);
    if (!Factor(out)) return false;
    while (FactorFollows() && text_[pos_] != '(' && !FunctionFollows()) {
      size_t right = 0;
      if (!Factor(&right)) return false;
      *out = Push(Op::kMul, *out, right);
    }
    return true;
  }

  bool FunctionFollows() const {
    if (text_[pos_] != '\\') return false;
    size_t end = pos_ + 1;
    while (end < text_.size() && IsAlpha(text_[end])) ++end;
    return Expression::FunctionNamed(text_.substr(pos_ + 1, end - pos_ - 1)).has_value();
  }

  // A run of letters: a function, a constant, or one or two unknowns.
  bool Word(size_t* out) {
    size_t end = pos_;
    while (end < text_.size() && IsAlpha(text_[end])) ++end;
    const std::string_view word = text_.substr(pos_, end - pos_);
    if (word == "pi") return Constant(Op::kPi, 2, out);
    if (word == "inf") return Letter(3, out);
    if (word == "sqrt") {
      pos_ = end;
      return Root(out);
    }
    if (const auto function = Expression::FunctionNamed(word)) {
      pos_ = end;
      return Apply(*function, out);
    }
    const bool inside_word = pos_ > 0 && IsAlpha(text_[pos_ - 1]);
    if (word.size() > 2 || (inside_word && word.size() > 1)) return false;
    return Letter(1, out);
  }

  bool Letter(size_t length, size_t* out) {
    std::string name(text_.substr(pos_, length));
    pos_ += length;
    if (name == "i" || name == "e") {
      *out = Push(name == "i" ? Op::kI : Op::kE);
      return true;
    }
    if (StartsAt(text_, pos_, "_")) {
      ++pos_;
      size_t end = pos_ + 1;
      if (StartsAt(text_, pos_, "{")) end = text_.find('}', pos_) + 1;
      if (pos_ >= text_.size() || end == 0 || end > text_.size()) return false;
      name += "_" + std::string(text_.substr(pos_, end - pos_));
      pos_ = end;
    }
    auto& names = out_.unknowns_;
    const auto found = std::find(names.begin(), names.end(), name);
    const size_t index = static_cast<size_t>(found - names.begin());
    if (found == names.end()) names.push_back(name);
    *out = Push(Op::kUnknown, index);
    return names.size() <= kMaxUnknowns;
  }

  static bool IsGreek(std::string_view name) {
    static constexpr auto kNames = std::to_array<std::string_view>(
        {"alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "phi", "varphi",
         "omega", "sigma", "rho", "tau", "infty", "ell"});
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
  }

  std::string_view text_;
  Expression& out_;
  size_t pos_ = 0;
  int depth_ = 0;
  bool last_was_bracket_ = false;  // the last factor closed a bracket, so a digit may follow
};

std::optional<Expression> Expression::Parse(std::string_view text) {
  if (text.size() > kMaxMathAnswer || text.empty()) return std::nullopt;
  Expression out;
  if (!ExpressionParser(text, &out).Parse()) return std::nullopt;
  return out;
}

}  // namespace ponder
