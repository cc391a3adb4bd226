#include "text/scan.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ponder::scan {

std::string_view Trim(std::string_view text) {
  size_t begin = 0;
  size_t end = text.size();
  while (begin < end && IsBlank(text[begin])) ++begin;
  while (end > begin && IsBlank(text[end - 1])) --end;
  return text.substr(begin, end - begin);
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = LowerChar(c);
  return out;
}

std::string ReplaceAll(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  out.reserve(text.size());
  size_t pos = 0;
  for (size_t hit = text.find(from); hit != std::string_view::npos; hit = text.find(from, pos)) {
    out.append(text.substr(pos, hit - pos)).append(to);
    pos = hit + from.size();
  }
  return out.append(text.substr(pos));
}

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool StartsAt(std::string_view text, size_t pos, std::string_view prefix) {
  return pos <= text.size() && text.substr(pos, prefix.size()) == prefix;
}

bool StartsAtNoCase(std::string_view text, size_t pos, std::string_view lower_prefix) {
  if (pos > text.size() || text.size() - pos < lower_prefix.size()) return false;
  for (size_t i = 0; i < lower_prefix.size(); ++i) {
    if (LowerChar(text[pos + i]) != lower_prefix[i]) return false;
  }
  return true;
}

size_t MatchingBrace(std::string_view text, size_t open) {
  size_t depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

size_t SkipBlanks(std::string_view text, size_t pos) {
  while (pos < text.size() && IsBlank(text[pos])) ++pos;
  return pos;
}

namespace {

// The ASCII character that stands for the UTF-8 sequence at `pos`, with its length; length 0 when
// the sequence has no such form.
struct PlainSign {
  char sign = 0;
  size_t length = 0;
};

PlainSign PlainSignAt(std::string_view text, size_t pos) {
  struct Entry {
    std::string_view from;
    char to;
  };
  static constexpr std::array<Entry, 13> kSigns = {{{"\u2212", '-'},
                                                    {"\u2013", '-'},
                                                    {"\u2010", '-'},
                                                    {"\u2011", '-'},
                                                    {"\uFE63", '-'},
                                                    {"\uFF0D", '-'},
                                                    {"\uFF0B", '+'},
                                                    {"\uFF1D", '='},
                                                    {"\uFF1A", ':'},
                                                    {"\u00A0", ' '},
                                                    {"\u202F", ' '},
                                                    {"\u2009", ' '},
                                                    {"\u3000", ' '}}};
  for (const Entry& entry : kSigns) {
    if (StartsAt(text, pos, entry.from)) return {entry.to, entry.from.size()};
  }
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[pos + i]); };
  if (StartsAt(text, pos, "\xEF\xBC") && pos + 2 < text.size() && byte(2) >= 0x90 &&
      byte(2) <= 0x99) {
    return {static_cast<char>('0' + byte(2) - 0x90), 3};
  }
  if (StartsAt(text, pos, "\xF0\x9D\x9F") && pos + 3 < text.size() && byte(3) >= 0x8E &&
      byte(3) <= 0xBF) {
    return {static_cast<char>('0' + (byte(3) - 0x8E) % 10), 4};
  }
  return {};
}

}  // namespace

std::string PlainSigns(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const bool ascii = static_cast<unsigned char>(text[i]) < 0x80;
    const PlainSign plain = ascii ? PlainSign{} : PlainSignAt(text, i);
    out.push_back(plain.length > 0 ? plain.sign : text[i]);
    i += plain.length > 0 ? plain.length : 1;
  }
  return out;
}

std::string_view NextFilledLine(std::string_view text, size_t pos) {
  pos = SkipBlanks(text, pos);
  const size_t end = text.find('\n', pos);
  return Trim(text.substr(pos, end == std::string_view::npos ? end : end - pos));
}

std::string_view LastFilledLine(std::string_view text) {
  text = Trim(text);
  const size_t start = text.rfind('\n');
  return start == std::string_view::npos ? text : Trim(text.substr(start + 1));
}

namespace {

bool StripPair(std::string_view* text, std::string_view open, std::string_view close) {
  if (text->size() < open.size() + close.size()) return false;
  if (!text->starts_with(open) || !text->ends_with(close)) return false;
  *text = Trim(text->substr(open.size(), text->size() - open.size() - close.size()));
  return true;
}

// Drops a lone mark at one end that has no partner inside: "** 42" or "42**".
bool StripLone(std::string_view* text, std::string_view mark) {
  const size_t first = text->find(mark);
  if (first == std::string_view::npos || first != text->rfind(mark)) return false;
  if (first == 0) {
    *text = Trim(text->substr(mark.size()));
    return true;
  }
  if (!text->ends_with(mark)) return false;
  *text = Trim(text->substr(0, first));
  return true;
}

bool StripOnce(std::string_view* text) {
  if (StripPair(text, "**", "**") || StripPair(text, "__", "__") || StripPair(text, "`", "`") ||
      StripPair(text, "\"", "\"") || StripPair(text, "\u201C", "\u201D") ||
      StripPair(text, "$$", "$$") || StripPair(text, "\\(", "\\)") ||
      StripPair(text, "\\[", "\\]") || StripPair(text, "'", "'")) {
    return true;
  }
  if (text->size() > 2 && text->front() == '$' && text->find('$', 1) == text->size() - 1) {
    return (*text)[text->size() - 2] != '\\' && StripPair(text, "$", "$");
  }
  if (!text->empty() && (text->back() == '.' || text->back() == ',' || text->back() == ';')) {
    *text = Trim(text->substr(0, text->size() - 1));
    return true;
  }
  return StripPair(text, "*", "*") || StripLone(text, "**") || StripLone(text, "`");
}

}  // namespace

std::string_view StripWrapping(std::string_view text) {
  text = Trim(text);
  // A few rounds are enough for honest text; the bound keeps hostile text linear.
  for (int round = 0; round < 16 && StripOnce(&text); ++round) {
  }
  return text;
}

}  // namespace ponder::scan
