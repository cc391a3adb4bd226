#include "text/choice.h"

#include <array>
#include <vector>

#include "text/latex.h"
#include "text/scan.h"

namespace ponder {
namespace {

using scan::StartsAt;

char At(std::string_view text, size_t pos) { return pos < text.size() ? text[pos] : ' '; }

bool EndsWithNoCase(std::string_view text, std::string_view lower_suffix) {
  return text.size() >= lower_suffix.size() &&
         scan::StartsAtNoCase(text, text.size() - lower_suffix.size(), lower_suffix);
}

enum class Strength { kNone, kWeak, kStrong };

// How clearly the letter at `pos` is meant as a choice.
Strength ChoiceAt(std::string_view text, size_t pos) {
  const char letter = text[pos];
  const char upper = scan::IsLower(letter) ? static_cast<char>(letter - 'a' + 'A') : letter;
  if (upper < 'A' || upper > 'J') return Strength::kNone;
  const char before = pos > 0 ? text[pos - 1] : ' ';
  const char after = At(text, pos + 1);
  if (scan::IsAlnum(before) || scan::IsAlnum(after)) return Strength::kNone;
  if (before == '\'' || after == '\'' || before == '\\' || before == '_') return Strength::kNone;
  if (before == '(' && after == ')') return Strength::kStrong;
  const std::string_view head = text.substr(pos > 12 ? pos - 12 : 0, pos > 12 ? 12 : pos);
  for (std::string_view name : {"option ", "choice ", "option **", "choice **", "letter "}) {
    if (EndsWithNoCase(head, name)) return Strength::kStrong;
  }
  if (scan::IsLower(letter)) return Strength::kNone;
  if (after == ')' || (before == '*' && after == '*')) return Strength::kStrong;
  const bool word_follows = after == ' ' && scan::IsLower(At(text, pos + 2));
  if (letter == 'I' || (letter == 'A' && word_follows)) return Strength::kNone;
  return Strength::kWeak;
}

std::string UpperLetter(char c) {
  return std::string(1, scan::IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c);
}

bool IsYesNoBoundary(std::string_view text, size_t pos) {
  return pos >= text.size() ||
         (!scan::IsAlnum(text[pos]) && static_cast<unsigned char>(text[pos]) < 0x80);
}

struct YesNoWord {
  std::string_view word;
  bool yes;
  YesNoWords set;
};

constexpr std::array<YesNoWord, 8> kWords = {{{"yes", true, YesNoWords::kYesNo},
                                              {"no", false, YesNoWords::kYesNo},
                                              {"true", true, YesNoWords::kTrueFalse},
                                              {"false", false, YesNoWords::kTrueFalse},
                                              {"\uC544\uB2C8\uC694", false, YesNoWords::kYesNo},
                                              {"\uC544\uB2C8\uC624", false, YesNoWords::kYesNo},
                                              {"\uC608", true, YesNoWords::kYesNo},
                                              {"\uB124", true, YesNoWords::kYesNo}}};

// The word that stands at `pos`, up to the Korean copula after it.
const YesNoWord* YesNoAt(std::string_view text, size_t pos, YesNoWords words) {
  if (pos > 0 && !IsYesNoBoundary(text, pos - 1)) return nullptr;
  for (const YesNoWord& entry : kWords) {
    if (entry.set != words || !scan::StartsAtNoCase(text, pos, entry.word)) continue;
    const size_t end = pos + entry.word.size();
    if (IsYesNoBoundary(text, end) || StartsAt(text, end, "\uC785\uB2C8\uB2E4") ||
        StartsAt(text, end, "\uC774\uB2E4") || StartsAt(text, end, "\u2019") ||
        StartsAt(text, end, "\u201D") || StartsAt(text, end, "\u3002")) {
      return &entry;
    }
  }
  return nullptr;
}

std::optional<std::string> FindYesNo(std::string_view text, YesNoWords words, bool last) {
  const YesNoWord* found = nullptr;
  for (size_t pos = 0; pos < text.size(); ++pos) {
    const YesNoWord* word = YesNoAt(text, pos, words);
    if (word == nullptr) continue;
    found = word;
    if (!last) break;
  }
  if (found == nullptr) return std::nullopt;
  return found->yes ? "yes" : "no";
}

}  // namespace

std::optional<std::string> FirstChoice(std::string_view answer) {
  const std::string unwrapped = UnwrapText(answer);
  const std::string_view text = scan::StripWrapping(unwrapped);
  if (text.size() == 1 && scan::IsAlpha(text[0])) {
    const std::string letter = UpperLetter(text[0]);
    if (letter[0] <= 'J') return letter;
    return std::nullopt;
  }
  std::optional<std::string> weak;
  for (size_t pos = 0; pos < text.size(); ++pos) {
    const Strength strength = ChoiceAt(text, pos);
    const bool labelled = pos == 0 && strength != Strength::kNone;
    if (strength == Strength::kStrong || labelled) return UpperLetter(text[pos]);
    if (strength == Strength::kWeak && !weak) weak = UpperLetter(text[pos]);
  }
  return weak;
}

std::optional<std::string> LastChoice(std::string_view text) {
  std::optional<std::string> strong;
  std::optional<std::string> weak;
  for (size_t pos = 0; pos < text.size(); ++pos) {
    const Strength strength = ChoiceAt(text, pos);
    if (strength == Strength::kStrong) strong = UpperLetter(text[pos]);
    if (strength == Strength::kWeak) weak = UpperLetter(text[pos]);
  }
  return strong ? strong : weak;
}

std::optional<std::string> FirstYesNo(std::string_view text, YesNoWords words) {
  return FindYesNo(text, words, false);
}

std::optional<std::string> LastYesNo(std::string_view text, YesNoWords words) {
  return FindYesNo(text, words, true);
}

}  // namespace ponder
