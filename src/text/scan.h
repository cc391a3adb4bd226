// Small string helpers shared by the scanners of src/text. ASCII rules unless said otherwise; none
// throws, all are linear in the text, and bytes that are not valid UTF-8 are passed through.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ponder::scan {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
inline bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool IsAlpha(char c) { return IsLower(c) || IsUpper(c); }
inline bool IsAlnum(char c) { return IsAlpha(c) || IsDigit(c); }
inline bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
inline char LowerChar(char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// The text without blanks at either end.
std::string_view Trim(std::string_view text);

// ASCII lower case.
std::string Lower(std::string_view text);

// Every `from` replaced by `to`, left to right; `from` must not be empty.
std::string ReplaceAll(std::string_view text, std::string_view from, std::string_view to);

// What stands between commas, as it is; empty parts are left out.
std::vector<std::string> SplitAtCommas(std::string_view text);

// `text` begins at `pos` with `prefix`; the second ignores ASCII case (prefix in lower case).
bool StartsAt(std::string_view text, size_t pos, std::string_view prefix);
bool StartsAtNoCase(std::string_view text, size_t pos, std::string_view lower_prefix);

// Index of the '}' that closes the '{' at `open`, or npos. Backslash escapes are skipped.
size_t MatchingBrace(std::string_view text, size_t open);

// First position at or after `pos` that is no blank (text.size() at the end).
size_t SkipBlanks(std::string_view text, size_t pos);

// Unicode minus signs and dashes to '-', full-width digits and signs to ASCII, hard spaces to ' ',
// and bold math digits (U+1D7CE..) to plain ones.
std::string PlainSigns(std::string_view text);

// The line that begins at or after `pos` and holds something: skips blank lines; trimmed.
std::string_view NextFilledLine(std::string_view text, size_t pos);

// The last line that holds something, trimmed; empty when there is none.
std::string_view LastFilledLine(std::string_view text);

// Drops wrapping Markdown and quotes (**x**, __x__, `x`, "x"), one pair of math delimiters ($x$,
// \(x\), \[x\]), and trailing full stops, commas and semicolons, until nothing changes.
std::string_view StripWrapping(std::string_view text);

}  // namespace ponder::scan
