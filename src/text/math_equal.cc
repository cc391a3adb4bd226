#include "text/math_equal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "text/expression.h"
#include "text/latex.h"
#include "text/math_parts.h"
#include "text/scan.h"

namespace ponder {
namespace {

using Complex = Expression::Complex;

constexpr size_t kMaxElements = 64;
constexpr int kMaxDepth = 4;
constexpr long double kTolerance = 1e-9L;

bool IsInteger(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), scan::IsDigit);
}

// "-3/4", "(-3)/4", "3/(-4)" as sign and digits, "-3/4"; empty when it is no plain fraction.
std::string FractionLiteral(const std::string& form) {
  std::string text;
  bool negative = false;
  for (char c : form) {
    if (c == '(' || c == ')') continue;
    if (c == '-') {
      negative = !negative;
    } else {
      text += c;
    }
  }
  const size_t slash = text.find('/');
  if (slash == std::string::npos) return "";
  const std::string_view view = text;
  if (!IsInteger(view.substr(0, slash)) || !IsInteger(view.substr(slash + 1))) return "";
  return (negative ? "-" : "") + text;
}

// Fixed points: irrational-looking, positive, away from 0 and 1; the same names get the same
// values.
std::vector<Complex> PointFor(const std::vector<std::string>& names, int round) {
  std::vector<Complex> out;
  for (const std::string& name : names) {
    uint64_t hash = 1469598103934665603ULL + static_cast<uint64_t>(round) * 0x9E3779B97F4A7C15ULL;
    for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    hash ^= hash >> 29;
    hash *= 0xBF58476D1CE4E5B9ULL;
    hash ^= hash >> 32;
    out.emplace_back(1.25L + static_cast<long double>(hash % 1000003) / 700000.0L, 0);
  }
  return out;
}

bool Close(Complex a, Complex b) {
  const long double scale = std::max<long double>({1, std::abs(a), std::abs(b)});
  return std::abs(a - b) <= kTolerance * scale;
}

bool SameValues(const Expression& a, const Expression& b, long double sign) {
  constexpr int kRounds = 5;
  int compared = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto left = a.At(PointFor(a.unknowns(), round));
    const auto right = b.At(PointFor(b.unknowns(), round));
    if (left.has_value() != right.has_value()) return false;
    if (!left) continue;
    if (!Close(*left, *right * sign)) return false;
    ++compared;
  }
  return compared > 0;
}

bool SameUnknowns(const Expression& a, const Expression& b) {
  std::vector<std::string> left = a.unknowns();
  std::vector<std::string> right = b.unknowns();
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

bool ValuesEqual(std::string_view a, std::string_view b) {
  const auto left = Expression::Parse(a);
  const auto right = left ? Expression::Parse(b) : std::nullopt;
  if (!left || !right || !SameUnknowns(*left, *right)) return false;
  const auto exact_left = left->Exact();
  const auto exact_right = right->Exact();
  if (exact_left && exact_right) return *exact_left == *exact_right;
  return SameValues(*left, *right, 1);
}

// "l = r" as the text of l - r; nullopt when there is not exactly one '='.
std::optional<std::string> EquationDifference(std::string_view text) {
  const size_t pos = text.find('=');
  if (pos == std::string_view::npos || text.find('=', pos + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  if (pos == 0 || std::string_view("<>!").find(text[pos - 1]) != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(text.substr(0, pos)) + "-(" + std::string(text.substr(pos + 1)) + ")";
}

// Both are equations with the same solutions, as far as a factor of -1 goes.
bool EquationsEqual(std::string_view a, std::string_view b) {
  const auto left = EquationDifference(a);
  const auto right = EquationDifference(b);
  if (!left || !right) return false;
  const auto first = Expression::Parse(*left);
  const auto second = Expression::Parse(*right);
  if (!first || !second || !SameUnknowns(*first, *second)) return false;
  return SameValues(*first, *second, 1) || SameValues(*first, *second, -1);
}

bool PartsEqual(const MathParts& a, const MathParts& b, int depth);

bool ElementEqual(std::string_view a, std::string_view b, int depth) {
  const std::string left = PrmNormalForm(a);
  const std::string right = PrmNormalForm(b);
  if (left == right) return !left.empty();
  if (IsInteger(left) || IsInteger(right)) return false;
  const std::string left_fraction = FractionLiteral(left);
  const std::string right_fraction = FractionLiteral(right);
  if (!left_fraction.empty() && !right_fraction.empty()) return left_fraction == right_fraction;
  if (ValuesEqual(a, b) || EquationsEqual(a, b)) return true;
  if (depth >= kMaxDepth) return false;
  const MathParts left_parts = SplitMath(a);
  const MathParts right_parts = SplitMath(b);
  if (left_parts.shape.empty() && right_parts.shape.empty()) return false;
  return PartsEqual(left_parts, right_parts, depth + 1);
}

bool PartsEqual(const MathParts& a, const MathParts& b, int depth) {
  if (a.shape != b.shape || a.elements.size() != b.elements.size()) return false;
  if (a.elements.size() > kMaxElements) return false;
  std::vector<bool> used(b.elements.size(), false);
  for (size_t i = 0; i < a.elements.size(); ++i) {
    bool found = false;
    const size_t begin = a.ordered ? i : 0;
    const size_t end = a.ordered ? i + 1 : b.elements.size();
    for (size_t j = begin; j < end && !found; ++j) {
      if (used[j] || !ElementEqual(a.elements[i], b.elements[j], depth)) continue;
      found = used[j] = true;
    }
    if (!found) return false;
  }
  return true;
}

// The parts with every \pm of a bare list written out.
MathParts PartsOf(std::string_view answer) {
  MathParts parts = SplitMath(CleanMath(answer));
  if (!parts.shape.empty()) return parts;
  std::vector<std::string> elements;
  for (const std::string& element : parts.elements) {
    for (std::string& part : ExpandPlusMinus(element)) {
      elements.emplace_back(DropShortPrefix(part));
    }
  }
  parts.elements = std::move(elements);
  return parts;
}

std::string FormatValue(Complex value) {
  const auto round = [](long double part) { return std::abs(part) < 1e-9L ? 0.0L : part; };
  std::array<char, 96> buffer;
  const int length = std::snprintf(buffer.data(), buffer.size(), "%.10Lg,%.10Lg",
                                   round(value.real()), round(value.imag()));
  return std::string(buffer.data(), static_cast<size_t>(length));
}

std::string ElementKey(std::string_view element) {
  const std::string form = PrmNormalForm(element);
  const std::string fraction = FractionLiteral(form);
  if (IsInteger(form)) return form;
  const auto parsed = Expression::Parse(element);
  if (!parsed) return form;
  if (const auto exact = parsed->Exact()) {
    if (exact->IsInteger()) return fraction.empty() ? form : fraction;
    return fraction.empty() ? FormatRational(*exact) : fraction;
  }
  std::vector<std::string> names = parsed->unknowns();
  std::sort(names.begin(), names.end());
  std::string key = "value";
  for (const std::string& name : names) key += " " + name;
  const int rounds = names.empty() ? 1 : 2;
  for (int round = 0; round < rounds; ++round) {
    const auto value = parsed->At(PointFor(parsed->unknowns(), round));
    if (!value) return form;
    key += " " + FormatValue(*value);
  }
  return key;
}

}  // namespace

bool MathEqual(std::string_view a, std::string_view b) {
  const std::string left = HendrycksNormalForm(a);
  if (!left.empty() && left == HendrycksNormalForm(b)) return true;
  const std::string second = PrmNormalForm(a);
  if (!second.empty() && second == PrmNormalForm(b)) return true;
  if (a.size() > kMaxMathAnswer || b.size() > kMaxMathAnswer) return false;
  return PartsEqual(PartsOf(a), PartsOf(b), 0);
}

std::string MathKey(std::string_view answer) {
  if (answer.size() > kMaxMathAnswer) return PrmNormalForm(answer);
  const MathParts parts = PartsOf(answer);
  std::vector<std::string> keys;
  for (const std::string& element : parts.elements) keys.push_back(ElementKey(element));
  if (!parts.ordered) std::sort(keys.begin(), keys.end());
  std::string out = parts.shape.empty() ? "" : parts.shape + ":";
  for (size_t i = 0; i < keys.size(); ++i) out += (i > 0 ? ";" : "") + keys[i];
  return out;
}

}  // namespace ponder
