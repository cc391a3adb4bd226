#include "text/latex.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "text/scan.h"

namespace ponder {
namespace {

using scan::IsAlpha;
using scan::IsDigit;
using scan::ReplaceAll;
using scan::StartsAt;

constexpr size_t kNone = std::string_view::npos;

// For every '{' the index of its '}', else kNone.
std::vector<size_t> MatchBraces(std::string_view text) {
  std::vector<size_t> match(text.size(), kNone);
  std::vector<size_t> open;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      open.push_back(i);
    } else if (text[i] == '}' && !open.empty()) {
      match[open.back()] = i;
      open.pop_back();
    }
  }
  return match;
}

// The one word or number after a brace-less "\boxed ".
std::optional<std::string> BareBoxed(std::string_view text, size_t pos) {
  if (pos >= text.size() || text[pos] != ' ') return std::nullopt;
  size_t end = ++pos;
  while (end < text.size() && !scan::IsBlank(text[end]) && text[end] != '$') ++end;
  if (end == pos || text[pos] == '{') return std::nullopt;
  return std::string(scan::StripWrapping(text.substr(pos, end - pos)));
}

std::string DropAll(std::string text, std::initializer_list<std::string_view> marks) {
  for (std::string_view mark : marks) {
    if (text.find(mark) != kNone) text = ReplaceAll(text, mark, "");
  }
  return text;
}

// \left and \right, but not \leftarrow.
std::string DropSizing(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    size_t length = 0;
    for (std::string_view name : {"\\left", "\\right", "\\bigl", "\\bigr", "\\Bigl", "\\Bigr",
                                  "\\big", "\\Big", "\\displaystyle"}) {
      const size_t end = i + name.size();
      if (StartsAt(text, i, name) && (end >= text.size() || !IsAlpha(text[end]))) {
        length = name.size();
        break;
      }
    }
    if (length == 0) out.push_back(text[i]);
    i += length > 0 ? length : 1;
  }
  return out;
}

std::string AddLeadingZeros(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool after_digit = i > 0 && IsDigit(text[i - 1]);
    if (text[i] == '.' && !after_digit && i + 1 < text.size() && IsDigit(text[i + 1])) out += '0';
    out += text[i];
  }
  return out;
}

// \frac12 -> \frac{1}{2}, \frac{1}2, \frac1{2}; \sqrt2 -> \sqrt{2}. The text has no blanks.
std::string AddBraces(std::string_view text, std::string_view command, int args) {
  const std::vector<size_t> match = MatchBraces(text);
  std::string out;
  size_t i = 0;
  while (i < text.size()) {
    if (!StartsAt(text, i, command)) {
      out += text[i++];
      continue;
    }
    out += command;
    i += command.size();
    if (i < text.size() && text[i] == '[') continue;
    for (int arg = 0; arg < args && i < text.size(); ++arg) {
      if (text[i] == '\\' || (text[i] == '{' && match[i] == kNone)) break;
      const size_t end = text[i] == '{' ? match[i] + 1 : i + 1;
      const bool braced = text[i] == '{';
      out += braced ? std::string(text.substr(i, end - i)) : "{" + std::string(1, text[i]) + "}";
      i = end;
    }
  }
  return out;
}

bool IsInteger(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty()) return false;
  for (char c : text) {
    if (!IsDigit(c)) return false;
  }
  return true;
}

std::string SlashToFrac(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == kNone || slash != text.rfind('/')) return text;
  const std::string top = text.substr(0, slash);
  const std::string bottom = text.substr(slash + 1);
  if (!IsInteger(top) || !IsInteger(bottom)) return text;
  return "\\frac{" + top + "}{" + bottom + "}";
}

// "5\text{ cm}" -> "5", but "1 \text{ or } 2" stays.
std::string DropTrailingUnits(const std::string& text) {
  const size_t units = text.find("\\text{ ");
  if (units == kNone || units == 0 || !text.ends_with("}")) return text;
  if (text.find('}', units) != text.size() - 1) return text;
  return text.substr(0, units);
}

std::string DropBlanks(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (!scan::IsBlank(c)) out += c;
  }
  return out;
}

}  // namespace

std::optional<std::string> LastBoxed(std::string_view text) {
  const std::vector<size_t> match = MatchBraces(text);
  for (size_t pos = text.size(); pos-- > 0;) {
    if (text[pos] != '\\') continue;
    size_t end = 0;
    for (std::string_view name : {"\\boxed", "\\fbox", "\\framebox"}) {
      if (StartsAt(text, pos, name)) end = pos + name.size();
    }
    if (end == 0) continue;
    if (auto bare = BareBoxed(text, end)) return bare;
    end = scan::SkipBlanks(text.substr(0, std::min(text.size(), end + 4)), end);
    if (end >= text.size() || text[end] != '{' || match[end] == kNone) continue;
    return std::string(scan::Trim(text.substr(end + 1, match[end] - end - 1)));
  }
  return std::nullopt;
}

std::string HendrycksNormalForm(std::string_view answer) {
  if (answer.size() > kMaxMathAnswer) return DropBlanks(answer);
  std::string text = scan::PlainSigns(scan::StripWrapping(answer));
  text = ReplaceAll(ReplaceAll(text, "tfrac", "frac"), "dfrac", "frac");
  text =
      DropSizing(DropAll(text, {"\n", "\\!", "^{\\circ}", "^\\circ", "\u00B0", "\\$", "\\%", "%"}));
  text = DropTrailingUnits(text);
  text = AddLeadingZeros(text);
  text = DropBlanks(DropShortPrefix(text));
  text = AddBraces(AddBraces(text, "\\sqrt", 1), "\\frac", 2);
  if (text == "0.5") text = "\\frac{1}{2}";
  return SlashToFrac(text);
}

std::string_view DropShortPrefix(std::string_view text) {
  for (std::string_view sign : {"=", "\\in"}) {
    const size_t pos = text.find(sign);
    if (pos == kNone || text.find(sign, pos + 1) != kNone) continue;
    if (sign == "\\in" && (pos + 3 >= text.size() || IsAlpha(text[pos + 3]))) continue;
    const std::string_view name = scan::Trim(text.substr(0, pos));
    if (!name.empty() && name.size() <= 2 && IsAlpha(name[0])) {
      return scan::Trim(text.substr(pos + sign.size()));
    }
  }
  return text;
}

std::string DropThousands(std::string_view text) {
  std::string out;
  size_t run = 0;          // digits of the group being read
  bool may_group = false;  // the group began with one to three digits, or continues a number
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsDigit(text[i])) {
      if (run == 0) may_group = i == 0 || (text[i - 1] != '.' && !IsDigit(text[i - 1]));
      ++run;
      out += text[i];
      continue;
    }
    size_t length = 0;
    for (std::string_view mark : {"{,}\\!", "{,}", ",\\!", ",\\,", "\\!", ","}) {
      if (length == 0 && StartsAt(text, i, mark)) length = mark.size();
    }
    size_t next = i + length;
    if (length > 1 && next < text.size() && text[next] == ' ') ++next;
    size_t end = next;
    while (end < text.size() && end - next < 4 && IsDigit(text[end])) ++end;
    if (length > 0 && may_group && run >= 1 && run <= 3 && end - next == 3) {
      out.append(text.substr(next, 3));
      run = 3;
      i = end - 1;
      continue;
    }
    run = 0;
    out += text[i];
  }
  return out;
}

std::string UnwrapText(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "\\text{",   "\\mbox{",   "\\mathrm{", "\\textbf{",      "\\mathbf{",
      "\\textit{", "\\mathit{", "\\textrm{", "\\operatorname{"};
  const std::vector<size_t> match = MatchBraces(text);
  std::vector<bool> drop(text.size(), false);
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (drop[i]) {
      out += ' ';
      continue;
    }
    size_t open = kNone;
    for (std::string_view name : kNames) {
      if (StartsAt(text, i, name)) open = i + name.size() - 1;
    }
    if (open == kNone || match[open] == kNone) {
      out += text[i];
      continue;
    }
    out += ' ';
    drop[match[open]] = true;
    i = open;
  }
  return out;
}

}  // namespace ponder
