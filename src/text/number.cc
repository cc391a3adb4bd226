#include "text/number.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "text/scan.h"

namespace ponder {
namespace {

using scan::IsDigit;
using scan::StartsAt;

// Digits of a decimal number, before it is given a value.
struct Decimal {
  std::string whole;
  std::string fraction;
  std::string exponent;  // signed, without leading zeros; empty for none
  size_t end = 0;
};

// Length of a thousands separator at `pos` that is followed by exactly three digits, else 0.
size_t SeparatorLength(std::string_view text, size_t pos) {
  static constexpr std::array<std::string_view, 8> kMarks = {"{,}\\!", "{,}", ",\\!", ",\\,",
                                                             "\\,",    "\\!", ",",    "\u2019"};
  for (std::string_view mark : kMarks) {
    if (!StartsAt(text, pos, mark)) continue;
    size_t digits = pos + mark.size();
    if (mark == ",\\!" && digits < text.size() && text[digits] == ' ') ++digits;
    size_t end = digits;
    while (end < text.size() && end - digits < 4 && IsDigit(text[end])) ++end;
    return end - digits == 3 ? digits - pos : 0;
  }
  return 0;
}

void ReadWhole(std::string_view text, size_t pos, Decimal* out) {
  while (pos < text.size() && IsDigit(text[pos])) out->whole.push_back(text[pos++]);
  const bool may_group = !out->whole.empty() && out->whole.size() <= 3 && out->whole[0] != '0';
  while (may_group) {
    const size_t separator = SeparatorLength(text, pos);
    if (separator == 0) break;
    out->whole.append(text.substr(pos + separator, 3));
    pos += separator + 3;
  }
  out->end = pos;
}

// A signed run of digits, at most `limit` kept; false when there is none.
bool ReadSignedDigits(std::string_view text, size_t* pos, std::string* out) {
  size_t at = *pos;
  std::string sign;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
    if (text[at] == '-') sign = "-";
    ++at;
  }
  const size_t first = at;
  while (at < text.size() && IsDigit(text[at])) ++at;
  if (at == first) return false;
  size_t kept = first;
  while (kept + 1 < at && text[kept] == '0') ++kept;
  *out = sign + std::string(text.substr(kept, at - kept));
  *pos = at;
  return true;
}

// "{-12}" or "-12" after a '^'.
bool ReadBracedInt(std::string_view text, size_t* pos, std::string* out) {
  size_t at = *pos;
  const bool braced = at < text.size() && text[at] == '{';
  if (braced) ++at;
  if (!ReadSignedDigits(text, &at, out)) return false;
  if (braced && (at >= text.size() || text[at++] != '}')) return false;
  *pos = at;
  return true;
}

// " \times 10^{5}" and its kin after a decimal.
void ReadPowerOfTen(std::string_view text, Decimal* out) {
  size_t pos = scan::SkipBlanks(text, out->end);
  if (pos > out->end + 2) return;
  static constexpr std::array<std::string_view, 5> kTimes = {"\\times", "\\cdot", "\u00D7", "*",
                                                             "x"};
  for (std::string_view mark : kTimes) {
    if (!StartsAt(text, pos, mark)) continue;
    pos += mark.size();
    if (pos < text.size() && text[pos] == ' ') ++pos;
    if (!StartsAt(text, pos, "10^")) return;
    pos += 3;
    if (ReadBracedInt(text, &pos, &out->exponent)) out->end = pos;
    return;
  }
}

void ReadExponent(std::string_view text, Decimal* out) {
  size_t pos = out->end;
  if (pos >= text.size() || (text[pos] != 'e' && text[pos] != 'E')) {
    ReadPowerOfTen(text, out);
    return;
  }
  std::string exponent;
  ++pos;
  if (!ReadSignedDigits(text, &pos, &exponent)) return;
  if (pos < text.size() && scan::IsAlpha(text[pos])) return;
  out->exponent = exponent;
  out->end = pos;
}

std::optional<Decimal> ReadDecimal(std::string_view text, size_t pos) {
  Decimal out;
  ReadWhole(text, pos, &out);
  if (out.end + 1 < text.size() && text[out.end] == '.' && IsDigit(text[out.end + 1])) {
    size_t at = out.end + 1;
    while (at < text.size() && IsDigit(text[at])) out.fraction.push_back(text[at++]);
    out.end = at;
  }
  if (out.whole.empty() && out.fraction.empty()) return std::nullopt;
  ReadExponent(text, &out);
  return out;
}

std::optional<Rational> ValueOf(const Decimal& decimal) {
  const size_t places = decimal.fraction.find_last_not_of('0') + 1;
  if (decimal.exponent.size() > 3 || places > 60) return std::nullopt;
  Int128 digits = 0;
  for (std::string_view part :
       {std::string_view(decimal.whole), std::string_view(decimal.fraction).substr(0, places)}) {
    for (char c : part) {
      if (__builtin_mul_overflow(digits, static_cast<Int128>(10), &digits)) return std::nullopt;
      if (__builtin_add_overflow(digits, static_cast<Int128>(c - '0'), &digits)) {
        return std::nullopt;
      }
    }
  }
  const int exponent = decimal.exponent.empty() ? 0 : std::stoi(decimal.exponent);
  const auto value = MakeRational(digits, 1);
  const auto scale = Power(Rational{10, 1}, exponent - static_cast<int>(places));
  if (!value || !scale) return std::nullopt;
  return Multiply(*value, *scale);
}

// Decimal string without needless zeros: the key of what has no exact value.
std::string KeyOf(const Decimal& decimal) {
  const size_t first = decimal.whole.find_first_not_of('0');
  std::string key = first == std::string::npos ? "0" : decimal.whole.substr(first);
  const size_t last = decimal.fraction.find_last_not_of('0');
  if (last != std::string::npos) key += "." + decimal.fraction.substr(0, last + 1);
  if (!decimal.exponent.empty() && decimal.exponent != "0") key += "e" + decimal.exponent;
  return key;
}

NumberToken TokenOf(const Decimal& decimal, size_t begin) {
  NumberToken token;
  token.begin = begin;
  token.end = decimal.end;
  token.decimals = static_cast<int>(std::min<size_t>(decimal.fraction.size(), 1000));
  token.value = ValueOf(decimal);
  token.key = token.value ? FormatRational(*token.value) : KeyOf(decimal);
  return token;
}

void SetValue(const Rational& value, size_t end, NumberToken* token) {
  token->value = value;
  token->key = FormatRational(value);
  token->end = end;
  token->decimals = 0;
}

// One part of a \frac at `pos`: "{12}", "{-12}" or one digit.
std::optional<NumberToken> ReadFracPart(std::string_view text, size_t pos) {
  if (pos >= text.size()) return std::nullopt;
  if (IsDigit(text[pos])) {
    auto token = ReadNumber(text.substr(pos, 1), 0);
    token->end = pos + 1;
    return token;
  }
  if (text[pos] != '{') return std::nullopt;
  size_t at = scan::SkipBlanks(text, pos + 1);
  const bool negative = at < text.size() && text[at] == '-';
  if (negative) ++at;
  const auto decimal = ReadDecimal(text, at);
  if (!decimal) return std::nullopt;
  NumberToken token = TokenOf(*decimal, pos);
  const size_t close = scan::SkipBlanks(text, token.end);
  if (close >= text.size() || text[close] != '}' || !token.value) return std::nullopt;
  if (negative) token.value->num = -token.value->num;
  token.end = close + 1;
  return token;
}

// "\frac{a}{b}", "\dfrac..", "\tfrac..", "\cfrac.." of plain numbers.
std::optional<NumberToken> ReadFrac(std::string_view text, size_t pos) {
  size_t at = pos;
  for (std::string_view name : {"\\frac", "\\dfrac", "\\tfrac", "\\cfrac"}) {
    if (StartsAt(text, pos, name)) at = pos + name.size();
  }
  if (at == pos) return std::nullopt;
  const auto top = ReadFracPart(text, scan::SkipBlanks(text, at));
  if (!top) return std::nullopt;
  const auto bottom = ReadFracPart(text, scan::SkipBlanks(text, top->end));
  if (!bottom) return std::nullopt;
  const auto value = Divide(*top->value, *bottom->value);
  if (!value) return std::nullopt;
  NumberToken token;
  token.begin = pos;
  SetValue(*value, bottom->end, &token);
  return token;
}

// "/4" after a number; a second '/' means a date or a path, so no fraction.
void TryDivide(std::string_view text, NumberToken* token) {
  size_t pos = token->end;
  const bool spaced = StartsAt(text, pos, " / ");
  pos += spaced ? 3 : 1;
  if (!token->value || (!spaced && !StartsAt(text, token->end, "/"))) return;
  if (pos >= text.size() || !IsDigit(text[pos])) return;
  const auto bottom = ReadDecimal(text, pos);
  if (!bottom || StartsAt(text, bottom->end, "/")) return;
  const auto below = ValueOf(*bottom);
  const auto value = below ? Divide(*token->value, *below) : std::nullopt;
  if (value) SetValue(*value, bottom->end, token);
}

// "1 1/2" and "1\frac{1}{2}": a whole number and a proper fraction.
void TryMixed(std::string_view text, NumberToken* token) {
  if (!token->value || !token->value->IsInteger() || token->decimals > 0) return;
  const size_t pos = token->end + (StartsAt(text, token->end, " ") ? 1 : 0);
  auto part = ReadFrac(text, pos);
  if (!part && pos > token->end && pos < text.size() && IsDigit(text[pos])) {
    const auto decimal = ReadDecimal(text, pos);
    part = TokenOf(*decimal, pos);
    TryDivide(text, &*part);
  }
  if (!part || !part->value || part->value->IsInteger()) return;
  if (part->decimals > 0 || part->value->num <= 0 || part->value->num >= part->value->den) return;
  const auto sum = Add(*token->value, *part->value);
  if (sum) SetValue(*sum, part->end, token);
}

void TryPower(std::string_view text, NumberToken* token) {
  if (!StartsAt(text, token->end, "^")) return;
  size_t pos = token->end + 1;
  std::string exponent;
  if (!ReadBracedInt(text, &pos, &exponent)) return;
  std::optional<Rational> value;
  if (token->value && exponent.size() <= 4) value = Power(*token->value, std::stoi(exponent));
  if (value) return SetValue(*value, pos, token);
  token->value.reset();
  token->key += "^" + exponent;
  token->end = pos;
}

// Length of a currency sign at `pos`, blanks after it included.
size_t CurrencyLength(std::string_view text, size_t pos) {
  static constexpr std::array<std::string_view, 9> kSigns = {
      "US$", "\\$", "$", "\u20AC", "\u00A3", "\u20A9", "\u00A5", "\u20B9", "\uFFE6"};
  for (std::string_view sign : kSigns) {
    if (!StartsAt(text, pos, sign)) continue;
    const size_t end = pos + sign.size();
    return end < text.size() && text[end] == ' ' ? sign.size() + 1 : sign.size();
  }
  return 0;
}

void TakePercent(std::string_view text, NumberToken* token) {
  const size_t pos = token->end + (StartsAt(text, token->end, " ") ? 1 : 0);
  for (std::string_view sign : {"%", "\\%", "\uFF05"}) {
    if (!StartsAt(text, pos, sign)) continue;
    token->percent = true;
    token->end = pos + sign.size();
    return;
  }
}

std::optional<NumberToken> ReadUnsigned(std::string_view text, size_t pos) {
  if (auto frac = ReadFrac(text, pos)) return frac;
  if (pos >= text.size() || (!IsDigit(text[pos]) && text[pos] != '.')) return std::nullopt;
  const auto decimal = ReadDecimal(text, pos);
  if (!decimal) return std::nullopt;
  NumberToken token = TokenOf(*decimal, pos);
  TryPower(text, &token);
  TryMixed(text, &token);
  if (token.end == decimal->end) TryDivide(text, &token);
  return token;
}

bool MinusIsSign(std::string_view text, size_t pos) {
  if (pos + 1 >= text.size() || scan::IsBlank(text[pos + 1])) return false;
  if (pos == 0 || scan::IsBlank(text[pos - 1])) return true;
  const char before = text[pos - 1];
  return !scan::IsAlnum(before) && before != ')' && before != '}' && before != ']' && before != '-';
}

bool IsUnitWord(std::string_view word) {
  if (word.size() == 1) return std::string_view("gmshLcKCF").find(word) != std::string_view::npos;
  if (scan::IsDigit(word.back()) && word.size() <= 3) return word[word.size() - 2] == '^';
  return std::all_of(word.begin(), word.end(), [](char c) {
    return scan::IsAlpha(c) || c == '/' || c == '.' || c == '-' || static_cast<uint8_t>(c) >= 0x80;
  });
}

// What may follow a number that is the whole answer: degree signs, currency signs, \text{...}, and
// up to three unit words.
bool IsUnitTail(std::string_view tail) {
  if (tail.size() > 120) return false;
  for (std::string_view mark : {"^{\\circ}", "^\\circ", "\\circ", "\\text", "\\mathrm", "\\mbox",
                                "\\,", "\\ ", "\\!", "~", "{", "}", "\\$", "$", "\u00B0"}) {
    if (tail.find(mark) == std::string_view::npos) continue;
    return IsUnitTail(scan::ReplaceAll(tail, mark, " "));
  }
  int words = 0;
  for (size_t pos = scan::SkipBlanks(tail, 0); pos < tail.size();) {
    size_t end = pos;
    while (end < tail.size() && !scan::IsBlank(tail[end])) ++end;
    if (++words > 3 || !IsUnitWord(tail.substr(pos, end - pos))) return false;
    pos = scan::SkipBlanks(tail, end);
  }
  return true;
}

}  // namespace

std::optional<NumberToken> ReadNumber(std::string_view text, size_t pos) {
  size_t at = pos;
  bool negative = false;
  at += CurrencyLength(text, at);
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
    negative = text[at] == '-';
    ++at;
    if (at < text.size() && text[at] == ' ') ++at;
    at += CurrencyLength(text, at);
  }
  auto token = ReadUnsigned(text, at);
  if (!token) return std::nullopt;
  token->begin = pos;
  if (negative && token->value) token->value->num = -token->value->num;
  if (negative) token->key = token->value ? FormatRational(*token->value) : "-" + token->key;
  TakePercent(text, &*token);
  return token;
}

std::vector<NumberToken> FindNumbers(std::string_view text) {
  std::vector<NumberToken> out;
  for (size_t pos = 0; pos < text.size();) {
    const char c = text[pos];
    const char before = pos > 0 ? text[pos - 1] : ' ';
    const bool sign = (c == '-' || c == '+') && MinusIsSign(text, pos);
    const bool point = c == '.' && !IsDigit(before) && before != '.';
    const bool start = sign || point || c == '\\' || IsDigit(c) || CurrencyLength(text, pos) > 0;
    const bool glued = IsDigit(c) && (scan::IsAlpha(before) || before == '_' || before == '^');
    if (start && !glued) {
      if (auto token = ReadNumber(text, pos)) {
        pos = token->end;
        out.push_back(std::move(*token));
        continue;
      }
    }
    ++pos;
    // A glued run of digits ("x25") is passed over whole.
    while (glued && pos < text.size() && IsDigit(text[pos])) ++pos;
  }
  return out;
}

std::optional<NumberToken> ParseNumberToken(std::string_view text) {
  const std::string plain = scan::PlainSigns(scan::StripWrapping(text));
  if (plain.size() > 100000) return std::nullopt;
  auto token = ReadNumber(plain, 0);
  if (!token || !IsUnitTail(std::string_view(plain).substr(token->end))) return std::nullopt;
  return token;
}

std::optional<Rational> ParseNumber(std::string_view text) {
  const auto token = ParseNumberToken(text);
  return token ? token->value : std::nullopt;
}

}  // namespace ponder
