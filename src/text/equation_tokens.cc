#include "text/equation_tokens.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/number.h"
#include "text/scan.h"

namespace ponder {
namespace {

using scan::IsAlpha;
using scan::IsDigit;
using scan::StartsAt;
using Kind = EquationTokenKind;

struct Mark {
  std::string_view text;
  char sign;  // an operator, '=' , '~' (about), ' ' (skip), '(' , ')'
};

constexpr std::array<Mark, 34> kMarks = {
    {{"\\times", '*'}, {"\\cdot", '*'}, {"\\div", '/'},  {"\\approx", '~'}, {"\\left", ' '},
     {"\\right", ' '}, {"\\$", ' '},    {"\\,", ' '},    {"\\!", ' '},      {"\\;", ' '},
     {"\\ ", ' '},     {"\\%", '%'},    {"\u00D7", '*'}, {"\u22C5", '*'},   {"\u00B7", '*'},
     {"\u00F7", '/'},  {"\u2248", '~'}, {"\u20AC", ' '}, {"\u00A3", ' '},   {"\u20A9", ' '},
     {"$", ' '},       {"&", ' '},      {"**", ' '},     {"+", '+'},        {"-", '-'},
     {"*", '*'},       {"/", '/'},      {"^", '^'},      {"(", '('},        {"[", '('},
     {")", ')'},       {"]", ')'},      {"=", '='},      {"%", '%'}}};

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<EquationToken> Run() {
    while (pos_ < text_.size()) Step();
    return std::move(out_);
  }

 private:
  enum class Brace { kPlain, kFracTop, kFracBottom };

  void Push(Kind kind, char sign = 0) {
    EquationToken token;
    token.kind = kind;
    token.sign = sign;
    out_.push_back(token);
  }

  Kind LastKind() const { return out_.empty() ? Kind::kBreak : out_.back().kind; }

  void Step() {
    const char c = text_[pos_];
    if (c == ' ' || c == '\t' || c == '\r') {
      ++pos_;
    } else if (c == '\n') {
      LineEnd();
    } else if (IsDigit(c) || (c == '.' && pos_ + 1 < text_.size() && IsDigit(text_[pos_ + 1]))) {
      Number();
    } else if (IsAlpha(c) || static_cast<unsigned char>(c) >= 0x80) {
      if (!TakeMark()) Word();
    } else if (c == '\\' || c == '{' || c == '}') {
      if (!TakeMark()) Latex();
    } else if (!TakeMark()) {
      // "2:30" and "3,x": no equation side ends between digits.
      const bool inside = c == ':' && LastKind() == Kind::kNumber && pos_ + 1 < text_.size() &&
                          IsDigit(text_[pos_ + 1]);
      Push(inside || c == '!' || c == '_' || c == '\'' ? Kind::kPoison : Kind::kBreak);
      ++pos_;
    }
  }

  // A line end breaks unless the next line goes on with '='.
  void LineEnd() {
    size_t next = pos_;
    while (next < text_.size() && (scan::IsBlank(text_[next]) || text_[next] == '&')) ++next;
    pos_ = std::max(next, pos_ + 1);
    if (!StartsAt(text_, pos_, "=")) Push(Kind::kBreak);
  }

  void Number() {
    const bool glued = pos_ > 0 && (IsAlpha(text_[pos_ - 1]) || text_[pos_ - 1] == '_');
    const bool was_number = LastKind() == Kind::kNumber;
    // Slashes and powers are operators here, so the number ends before them.
    const size_t end = NumberEnd();
    const auto token = ReadNumber(text_.substr(0, end), pos_);
    if (!token || !token->value) {
      Push(Kind::kPoison);
      pos_ = std::max(end, pos_ + 1);
      return;
    }
    if (was_number) Push(Kind::kPoison);
    Push(glued && !times_ ? Kind::kPoison : Kind::kNumber);
    out_.back().value = *token->value;
    out_.back().decimals = token->decimals;
    pos_ = token->end;
    times_ = false;
  }

  // End of the digits, one point, and separators of exactly three digits from here on.
  size_t NumberEnd() const {
    const auto digit = [&](size_t i) { return i < text_.size() && IsDigit(text_[i]); };
    bool point = false;
    size_t end = pos_;
    for (; end < text_.size(); ++end) {
      if (digit(end)) continue;
      const bool group = text_[end] == ',' && digit(end + 1) && digit(end + 2) && digit(end + 3) &&
                         !digit(end + 4);
      const bool first_point = text_[end] == '.' && !point && digit(end + 1);
      if (!group && !first_point) break;
      point |= first_point;
    }
    return end;
  }

  bool TakeMark() {
    for (const Mark& mark : kMarks) {
      if (!StartsAt(text_, pos_, mark.text)) continue;
      const size_t end = pos_ + mark.text.size();
      if (mark.text[0] == '\\' && mark.text.size() > 2 && end < text_.size() &&
          IsAlpha(text_[end])) {
        continue;
      }
      const size_t start = pos_;
      pos_ = end;
      Apply(mark.sign, start);
      return true;
    }
    return false;
  }

  void Apply(char sign, size_t start) {
    if (sign == ' ') return;
    if (sign == '(' || sign == ')') return Push(sign == '(' ? Kind::kOpen : Kind::kClose);
    if (sign == '%') {
      if (LastKind() == Kind::kNumber) out_.back().percent = true;
      return;
    }
    if (sign == '=' || sign == '~') {
      const bool relation =
          start > 0 && std::string_view("<>!=:").find(text_[start - 1]) != std::string_view::npos;
      const bool doubled = sign == '=' && StartsAt(text_, pos_, "=");
      Push(relation || doubled ? Kind::kPoison : Kind::kEquals);
      out_.back().about = sign == '~';
      return;
    }
    Push(Kind::kOperator, sign);
    size_t before = start;
    while (before > 0 && text_[before - 1] == ' ') --before;
    out_.back().line_start = before == 0 || text_[before - 1] == '\n';
    out_.back().tight = pos_ < text_.size() && !scan::IsBlank(text_[pos_]) &&
                        (start == 0 || !scan::IsAlnum(text_[start - 1]));
  }

  // A word: a times sign, the "of" after a percent, a unit after a number, or a break.
  void Word() {
    size_t end = pos_;
    while (end < text_.size() &&
           (IsAlpha(text_[end]) || static_cast<unsigned char>(text_[end]) >= 0x80)) {
      ++end;
    }
    const std::string word = scan::Lower(text_.substr(pos_, std::min<size_t>(end - pos_, 24)));
    const bool after_number = LastKind() == Kind::kNumber || LastKind() == Kind::kClose;
    if (word == "x" && after_number && NumberFollows(end)) {
      Push(Kind::kOperator, '*');
      times_ = true;
    } else if (word == "of" && LastKind() == Kind::kNumber && out_.back().percent) {
      Push(Kind::kOperator, '*');
    } else if (after_number && word.size() > 1 && IsUnit(word)) {
      pos_ = UnitEnd(end);
      return;
    } else {
      Push(word.size() == 1 && !IsArticle(word, end) ? Kind::kPoison : Kind::kBreak);
    }
    pos_ = end;
  }

  // "a" or "I" before another word, not an unknown.
  bool IsArticle(std::string_view word, size_t end) const {
    return (word == "a" || word == "i") && end + 1 < text_.size() && text_[end] == ' ' &&
           IsAlpha(text_[end + 1]) && (pos_ == 0 || !IsDigit(text_[pos_ - 1]));
  }

  bool NumberFollows(size_t pos) const {
    pos = scan::SkipBlanks(text_.substr(0, std::min(text_.size(), pos + 3)), pos);
    return pos < text_.size() &&
           (IsDigit(text_[pos]) || text_[pos] == '$' || text_[pos] == '(' || text_[pos] == '.');
  }

  static bool IsUnit(std::string_view word) {
    static constexpr auto kNoUnits = std::to_array<std::string_view>(
        {"and",  "or",    "is",    "are",     "was",    "so",      "then",  "than",  "if",
         "plus", "minus", "times", "divided", "equals", "because", "since", "which", "that",
         "but",  "with",  "from",  "to",      "we",     "he",      "she",   "they",  "it",
         "the",  "more",  "less",  "twice",   "half",   "of"});
    for (std::string_view other : kNoUnits) {
      if (word == other) return false;
    }
    return true;
  }

  // A unit may go on: "miles/hour", "dollars per day", "apple pies".
  size_t UnitEnd(size_t end) const {
    for (int words = 0; words < 2; ++words) {
      size_t next = end;
      if (next < text_.size() && (text_[next] == ' ' || text_[next] == '/' || text_[next] == '-')) {
        ++next;
      }
      size_t stop = next;
      while (stop < text_.size() && IsAlpha(text_[stop])) ++stop;
      const std::string word = scan::Lower(text_.substr(next, std::min<size_t>(stop - next, 24)));
      if (stop - next < 2 || next == end || !IsUnit(word)) break;
      end = stop;
    }
    return end;
  }

  void Latex() {
    for (std::string_view name : {"\\frac", "\\dfrac", "\\tfrac"}) {
      if (!StartsAt(text_, pos_, name)) continue;
      pos_ += name.size();
      Push(Kind::kOpen);
      if (StartsAt(text_, pos_, "{")) {
        pending_ = Brace::kFracTop;
      } else {
        Push(Kind::kPoison);
      }
      return;
    }
    if (StartsAt(text_, pos_, "\\text{") || StartsAt(text_, pos_, "\\mathrm{")) {
      const size_t close = text_.substr(0, std::min(text_.size(), pos_ + 80)).find('}', pos_);
      if (close == std::string_view::npos) Push(Kind::kPoison);
      pos_ = close == std::string_view::npos ? pos_ + 1 : close + 1;
      return;
    }
    if (text_[pos_] == '{') return OpenBrace();
    if (text_[pos_] == '}') return CloseBrace();
    const bool line_end = StartsAt(text_, pos_, "\\\\");
    const bool display = StartsAt(text_, pos_, "\\[") || StartsAt(text_, pos_, "\\]") ||
                         StartsAt(text_, pos_, "\\(") || StartsAt(text_, pos_, "\\)");
    Push(line_end || display ? Kind::kBreak : Kind::kPoison);
    pos_ = std::min(text_.size(), pos_ + (line_end || display ? 2 : 1));
  }

  void OpenBrace() {
    ++pos_;
    braces_.push_back(pending_);
    pending_ = Brace::kPlain;
    Push(Kind::kOpen);
  }

  void CloseBrace() {
    ++pos_;
    Push(Kind::kClose);
    if (braces_.empty()) return;
    const Brace brace = braces_.back();
    braces_.pop_back();
    if (brace == Brace::kFracBottom) Push(Kind::kClose);
    if (brace != Brace::kFracTop) return;
    Push(Kind::kOperator, '/');
    if (StartsAt(text_, pos_, "{")) {
      pending_ = Brace::kFracBottom;
    } else {
      Push(Kind::kPoison);
    }
  }

  std::string_view text_;
  size_t pos_ = 0;
  std::vector<EquationToken> out_;
  std::vector<Brace> braces_;
  Brace pending_ = Brace::kPlain;
  bool times_ = false;  // the last token was an 'x' read as a times sign ("3x4")
};

}  // namespace

std::vector<EquationToken> TokenizeArithmetic(std::string_view text) {
  return Tokenizer(scan::PlainSigns(text)).Run();
}

}  // namespace ponder
