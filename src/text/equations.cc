#include "text/equations.h"

#include <optional>
#include <span>
#include <vector>

#include "text/equation_tokens.h"

namespace ponder {
namespace {

using Kind = EquationTokenKind;
using Tokens = std::span<const EquationToken>;

constexpr size_t kMaxSide = 256;  // tokens of one side; longer ones are skipped
constexpr int kMaxDepth = 32;

// Recursive descent over one side; the usual precedence, '^' to the right.
class SideParser {
 public:
  SideParser(Tokens tokens, bool percent_is_share) : tokens_(tokens), share_(percent_is_share) {}

  std::optional<Rational> Parse() {
    auto value = Sum();
    return value && pos_ == tokens_.size() ? value : std::nullopt;
  }

 private:
  bool IsOperator(char sign) const {
    return pos_ < tokens_.size() && tokens_[pos_].kind == Kind::kOperator &&
           tokens_[pos_].sign == sign;
  }

  std::optional<Rational> Sum() {
    if (++depth_ > kMaxDepth) return std::nullopt;
    auto value = Product();
    while (value && (IsOperator('+') || IsOperator('-'))) {
      const bool plus = tokens_[pos_++].sign == '+';
      const auto right = Product();
      if (!right) return std::nullopt;
      value = plus ? Add(*value, *right) : Subtract(*value, *right);
    }
    --depth_;
    return value;
  }

  std::optional<Rational> Product() {
    auto value = Factor();
    while (value && pos_ < tokens_.size()) {
      const bool implied = tokens_[pos_].kind == Kind::kOpen;
      if (!implied && !IsOperator('*') && !IsOperator('/')) break;
      const bool times = implied || tokens_[pos_].sign == '*';
      if (!implied) ++pos_;
      const auto right = Factor();
      if (!right) return std::nullopt;
      value = times ? Multiply(*value, *right) : Divide(*value, *right);
    }
    return value;
  }

  std::optional<Rational> Factor() {
    int minus = 0;
    while (IsOperator('-')) {
      ++minus;
      ++pos_;
    }
    auto value = Atom();
    if (value && IsOperator('^')) {
      ++pos_;
      const auto power = Atom();
      if (!power || !power->IsInteger() || power->num < -64 || power->num > 64) return std::nullopt;
      value = Power(*value, static_cast<int>(power->num));
    }
    if (value && minus % 2 == 1) value->num = -value->num;
    return value;
  }

  std::optional<Rational> Atom() {
    if (pos_ >= tokens_.size()) return std::nullopt;
    const EquationToken& token = tokens_[pos_++];
    if (token.kind == Kind::kNumber) {
      if (!token.percent || !share_) return token.value;
      return Divide(token.value, Rational{100, 1});
    }
    if (token.kind != Kind::kOpen) return std::nullopt;
    const auto value = Sum();
    if (!value || pos_ >= tokens_.size() || tokens_[pos_++].kind != Kind::kClose) {
      return std::nullopt;
    }
    return value;
  }

  Tokens tokens_;
  bool share_;
  size_t pos_ = 0;
  int depth_ = 0;
};

struct Side {
  Tokens tokens;
  bool has_operator = false;
  bool has_percent = false;
};

bool StartsOperand(Kind kind) { return kind == Kind::kNumber || kind == Kind::kOpen; }

void Describe(Side* side) {
  for (size_t i = 0; i < side->tokens.size(); ++i) {
    // A leading minus is a sign, not an operation.
    side->has_operator |= side->tokens[i].kind == Kind::kOperator && i > 0;
    side->has_percent |= side->tokens[i].percent;
  }
}

// The tokens between `begin` and `end`, without a bullet or an unmatched bracket at the start. A
// side that begins with an operator other than a sign lacks an operand, so it is no side.
std::optional<Side> TrimLeft(Tokens all, size_t begin, size_t end) {
  int open = 0;
  for (size_t i = begin; i < end; ++i) {
    open += all[i].kind == Kind::kOpen ? 1 : all[i].kind == Kind::kClose ? -1 : 0;
  }
  while (open > 0 && begin < end && all[begin].kind == Kind::kOpen) {
    ++begin;
    --open;
  }
  if (begin < end && all[begin].kind == Kind::kOperator) {
    const EquationToken& first = all[begin];
    const bool bullet =
        first.line_start && !first.tight && (first.sign == '-' || first.sign == '*');
    if (bullet) {
      ++begin;
    } else if (first.sign != '-' || !first.tight) {
      return std::nullopt;
    }
  }
  if (begin >= end || end - begin > kMaxSide) return std::nullopt;
  Side side{all.subspan(begin, end - begin)};
  Describe(&side);
  return side;
}

// The longest run of tokens from `begin` that reads as an expression.
std::optional<Side> TakeRight(Tokens all, size_t begin, size_t end) {
  int open = 0;
  size_t stop = begin;
  bool operand_next = true;
  for (size_t i = begin; i < end && i - begin < kMaxSide; ++i) {
    const Kind kind = all[i].kind;
    if (operand_next && kind == Kind::kOperator && all[i].sign != '-') break;
    if (!operand_next && StartsOperand(kind) && kind == Kind::kNumber) break;
    if (kind == Kind::kOpen) ++open;
    if (kind == Kind::kClose && --open < 0) break;
    operand_next = kind == Kind::kOperator || kind == Kind::kOpen;
    if (!operand_next && open == 0) stop = i + 1;
  }
  if (stop == begin) return std::nullopt;
  Side side{all.subspan(begin, stop - begin)};
  Describe(&side);
  return side;
}

// |a - b| is at most half a unit of the last printed decimal.
bool Rounds(const Rational& value, const Rational& printed, int decimals) {
  const auto difference = Subtract(value, printed);
  const auto scale = Power(Rational{10, 1}, decimals);
  const auto scaled = difference && scale ? Multiply(*difference, *scale) : std::nullopt;
  if (!scaled) return false;
  const auto low = Compare(*scaled, Rational{-1, 2});
  const auto high = Compare(*scaled, Rational{1, 2});
  return low && high && *low >= 0 && *high <= 0;
}

enum class Verdict { kRight, kWrong, kSkip };

Verdict CompareSides(const Side& left, const Side& right, bool about, bool share) {
  const auto value = SideParser(left.tokens, share).Parse();
  const auto stated = SideParser(right.tokens, share).Parse();
  if (!value || !stated) return Verdict::kSkip;
  if (*value == *stated) return Verdict::kRight;
  const bool single = right.tokens.size() <= 2 && !right.has_operator;
  const EquationToken& last = right.tokens.back();
  const int decimals = last.decimals + (share && last.percent ? 2 : 0);
  if (single && (decimals > 0 || about) && Rounds(*value, *stated, decimals)) {
    return Verdict::kRight;
  }
  return Verdict::kWrong;
}

Verdict Judge(const Side& left, const Side& right, bool about) {
  if (!left.has_operator && !right.has_operator) return Verdict::kSkip;
  Verdict verdict = CompareSides(left, right, about, false);
  if (verdict != Verdict::kWrong || !(left.has_percent || right.has_percent)) return verdict;
  verdict = CompareSides(left, right, about, true);
  // "10 / 20 * 100 = 50%": the sign on one side only may be decoration.
  return verdict == Verdict::kSkip ? Verdict::kWrong : verdict;
}

// One stretch without breaks: `begin` to `end`, the tokens around it known to the caller.
void CheckStretch(Tokens all, size_t begin, size_t end, EquationCheck* check) {
  std::vector<size_t> equals;
  for (size_t i = begin; i < end; ++i) {
    if (all[i].kind == Kind::kEquals) equals.push_back(i);
  }
  const bool poison_before = begin > 0 && all[begin - 1].kind == Kind::kPoison;
  const bool poison_after = end < all.size() && all[end].kind == Kind::kPoison;
  for (size_t k = 0; k < equals.size(); ++k) {
    const bool first = k == 0;
    const bool last = k + 1 == equals.size();
    if ((first && poison_before) || (last && poison_after)) continue;
    const auto left = TrimLeft(all, first ? begin : equals[k - 1] + 1, equals[k]);
    const auto right = TakeRight(all, equals[k] + 1, last ? end : equals[k + 1]);
    if (!left || !right) continue;
    const Verdict verdict = Judge(*left, *right, all[equals[k]].about);
    check->right += verdict == Verdict::kRight;
    check->wrong += verdict == Verdict::kWrong;
  }
}

}  // namespace

EquationCheck CheckEquations(std::string_view text) {
  const std::vector<EquationToken> tokens = TokenizeArithmetic(text);
  EquationCheck check;
  size_t begin = 0;
  for (size_t i = 0; i <= tokens.size(); ++i) {
    const bool cut =
        i == tokens.size() || tokens[i].kind == Kind::kBreak || tokens[i].kind == Kind::kPoison;
    if (!cut) continue;
    CheckStretch(tokens, begin, i, &check);
    begin = i + 1;
  }
  return check;
}

}  // namespace ponder
