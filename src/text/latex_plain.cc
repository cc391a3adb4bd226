// The second normal form: LaTeX written as plain text.
#include <algorithm>
#include <array>
#include <string>

#include "text/latex.h"
#include "text/scan.h"

namespace ponder {
namespace {

using scan::IsAlpha;
using scan::IsDigit;
using scan::ReplaceAll;
using scan::StartsAt;

constexpr int kMaxDepth = 24;

// One unit word as written after a number, in lower case.
bool IsUnit(std::string_view word) {
  static constexpr auto kUnits = std::to_array<std::string_view>(
      {"degree", "degrees", "deg",   "cm",      "mm",     "km",     "kg",     "ml",      "lb",
       "lbs",    "oz",      "ft",    "inch",    "inches", "foot",   "feet",   "yard",    "yards",
       "mile",   "miles",   "mph",   "meter",   "meters", "metre",  "metres", "second",  "seconds",
       "minute", "minutes", "min",   "hour",    "hours",  "hr",     "hrs",    "day",     "days",
       "week",   "weeks",   "month", "months",  "year",   "years",  "dollar", "dollars", "cent",
       "cents",  "euro",    "euros", "percent", "unit",   "units",  "square", "cubic",   "sq",
       "liter",  "liters",  "gram",  "grams",   "point",  "points", "people", "times"});
  if (word.size() > 2 && (word.starts_with("centi") || word.starts_with("kilo"))) return true;
  for (std::string_view unit : kUnits) {
    if (word == unit) return true;
  }
  return false;
}

// Start of the last word of `text`, its power ("^2", "^{2}") passed over; npos when no unit.
size_t LastUnit(std::string_view text) {
  size_t end = text.size();
  if (end > 2 && text.ends_with("}") && text.rfind("^{") != std::string_view::npos) {
    end = text.rfind("^{");
  } else if (end > 2 && IsDigit(text[end - 1]) && text[end - 2] == '^') {
    end -= 2;
  } else if (text.ends_with("\u00B2") || text.ends_with("\u00B3")) {
    end -= 2;
  }
  while (end > 0 && scan::IsBlank(text[end - 1])) --end;
  size_t begin = end;
  while (begin > 0 && IsAlpha(text[begin - 1])) --begin;
  if (begin == 0 || begin == end || text[begin - 1] == '\\') return std::string_view::npos;
  if (!IsUnit(scan::Lower(text.substr(begin, end - begin)))) return std::string_view::npos;
  return begin;
}

// Writes LaTeX as plain text. Quadratic in the worst case, which kMaxMathAnswer bounds.
class PlainWriter {
 public:
  explicit PlainWriter(std::string_view text) : text_(text) {}

  std::string Write() { return Range(0, text_.size(), 0); }

 private:
  std::string Range(size_t begin, size_t end, int depth) {
    std::string out;
    for (size_t i = begin; i < end;) {
      if (text_[i] == '\\') {
        i = Command(i, end, depth, &out);
      } else if (text_[i] == '{' && depth < kMaxDepth) {
        const bool script = !out.empty() && (out.back() == '^' || out.back() == '_');
        const std::string inner = Group(&i, end, depth);
        out += script ? Wrapped(inner) : inner;
      } else {
        out += text_[i++];
      }
    }
    return out;
  }

  // Argument at *i (a group, a command or one character), moved past.
  std::string Group(size_t* i, size_t end, int depth) {
    *i = scan::SkipBlanks(text_.substr(0, end), *i);
    if (*i >= end) return "";
    if (text_[*i] == '\\' && depth < kMaxDepth) {
      std::string out;
      *i = Command(*i, end, depth + 1, &out);
      return out;
    }
    const size_t close = text_[*i] == '{' ? scan::MatchingBrace(text_, *i) : std::string::npos;
    if (close >= end) return std::string(1, text_[(*i)++]);
    const size_t begin = *i + 1;
    *i = close + 1;
    return Range(begin, close, depth + 1);
  }

  static std::string Wrapped(const std::string& inner) {
    std::string_view digits = inner;
    bool plain = !digits.empty();
    for (char c : digits) plain = plain && scan::IsAlnum(c);
    return plain ? inner : "(" + inner + ")";
  }

  size_t Command(size_t i, size_t end, int depth, std::string* out) {
    size_t stop = i + 1;
    while (stop < end && IsAlpha(text_[stop])) ++stop;
    const std::string_view name = text_.substr(i + 1, stop - i - 1);
    if (name.empty()) {  // an escaped sign or a spacing command
      if (stop < end && std::string_view("!,;: ").find(text_[stop]) == std::string_view::npos) {
        *out += text_[stop];
      }
      return std::min(stop + 1, end);
    }
    if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "cfrac") {
      const std::string top = Group(&stop, end, depth);
      const std::string bottom = Group(&stop, end, depth);
      const bool signed_top = top.size() > 1 && top[0] == '-';
      if (signed_top) *out += '-';
      *out += Wrapped(signed_top ? top.substr(1) : top) + "/" + Wrapped(bottom);
      return stop;
    }
    if (name == "sqrt" && !(stop < end && text_[stop] == '[')) {
      *out += "sqrt(" + Group(&stop, end, depth) + ")";
      return stop;
    }
    *out += Symbol(name);
    return stop;
  }

  static std::string Symbol(std::string_view name) {
    struct Entry {
      std::string_view name;
      std::string_view plain;
    };
    static constexpr std::array<Entry, 17> kSymbols = {{{"cdot", "*"},
                                                        {"times", "*"},
                                                        {"div", "/"},
                                                        {"infty", "inf"},
                                                        {"le", "<="},
                                                        {"leq", "<="},
                                                        {"leqslant", "<="},
                                                        {"ge", ">="},
                                                        {"geq", ">="},
                                                        {"geqslant", ">="},
                                                        {"neq", "!="},
                                                        {"ne", "!="},
                                                        {"quad", ""},
                                                        {"qquad", ""},
                                                        {"lbrace", "{"},
                                                        {"rbrace", "}"},
                                                        {"cup", "u"}}};
    for (const Entry& entry : kSymbols) {
      if (entry.name == name) return std::string(entry.plain);
    }
    return std::string(name);
  }

  std::string_view text_;
};

// "7 3/4" and "7\frac{3}{4}" -> "7+3/4".
std::string SumMixed(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool after_digit = !out.empty() && IsDigit(out.back());
    const size_t next = scan::SkipBlanks(text, i);
    if (after_digit && next < text.size()) {
      size_t slash = next;
      while (slash < text.size() && IsDigit(text[slash])) ++slash;
      const bool plain = next > i && slash > next && slash + 1 < text.size() &&
                         text[slash] == '/' && IsDigit(text[slash + 1]);
      const bool frac = StartsAt(text, next, "\\frac") || StartsAt(text, next, "\\dfrac") ||
                        StartsAt(text, next, "\\tfrac");
      if (plain || frac) {
        out += '+';
        i = next;
      }
    }
    out += text[i];
  }
  return out;
}

// "5.00" -> "5", "2.50" stays.
std::string DropZeroDecimals(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.' && i > 0 && IsDigit(text[i - 1])) {
      size_t end = i + 1;
      while (end < text.size() && text[end] == '0') ++end;
      const bool whole = end >= text.size() || !IsDigit(text[end]);
      if (whole && end > i + 1) {
        i = end - 1;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string DropBlanksLower(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (!scan::IsBlank(c) && c != '~') out += scan::LowerChar(c);
  }
  return out;
}

std::string WordsToCommas(std::string_view text) {
  std::string out(text);
  for (std::string_view word : {" or ", " and ", " OR ", " AND "}) out = ReplaceAll(out, word, ",");
  return ReplaceAll(out, ", ,", ",");
}

std::string CleanBeforeWriting(std::string_view answer) {
  std::string text = UnwrapText(scan::PlainSigns(scan::StripWrapping(answer)));
  for (std::string_view mark : {"\\left", "\\right", "\\displaystyle"}) {
    if (text.find(mark) != std::string::npos) text = ReplaceAll(text, mark, " ");
  }
  for (std::string_view mark : {"^{\\circ}", "^\\circ", "\u00B0", "\\%", "%", "\\$", "$"}) {
    if (text.find(mark) != std::string::npos) text = ReplaceAll(text, mark, "");
  }
  text = DropUnits(DropThousands(text));
  return SumMixed(WordsToCommas(DropShortPrefix(scan::Trim(text))));
}

}  // namespace

std::string DropUnits(std::string_view text) {
  text = scan::Trim(text);
  for (int words = 0; words < 4; ++words) {
    const size_t begin = LastUnit(text);
    if (begin == std::string_view::npos) break;
    text = scan::Trim(text.substr(0, begin));
  }
  return std::string(text);
}

std::string PrmNormalForm(std::string_view answer) {
  if (answer.size() > kMaxMathAnswer) return DropBlanksLower(answer);
  const std::string cleaned = CleanBeforeWriting(answer);
  std::string text = DropBlanksLower(PlainWriter(cleaned).Write());
  text = DropZeroDecimals(text);
  if (!text.empty() && text[0] == '+') text.erase(0, 1);
  if (!text.empty() && text[0] == '.') text.insert(0, "0");
  const bool lettered = text.size() == 3 && text[0] == '(' && text[2] == ')' && IsAlpha(text[1]);
  return lettered ? text.substr(1, 1) : text;
}

}  // namespace ponder
