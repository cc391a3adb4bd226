#include "text/answer_mark.h"

#include <algorithm>
#include <array>

#include "text/latex.h"
#include "text/scan.h"

namespace ponder {
namespace {

using scan::StartsAt;
using scan::StartsAtNoCase;

constexpr size_t kNone = std::string_view::npos;
constexpr int kMaxTries = 32;  // marks looked at from the end, so that hostile text stays linear

// A Markdown heading rather than an answer.
bool IsHeading(std::string_view line) {
  if (line.ends_with(':') || line.ends_with(":**")) return true;
  while (!line.empty() && (line[0] == '*' || line[0] == ' ')) line.remove_prefix(1);
  for (std::string_view word : {"step", "case", "part", "solution", "explanation", "example",
                                "conclusion", "calculat", "given", "verif", "final answer"}) {
    if (StartsAtNoCase(line, 0, word)) return true;
  }
  // "1. Find the total": a numbered heading.
  size_t digits = 0;
  while (digits < line.size() && scan::IsDigit(line[digits])) ++digits;
  return digits > 0 && digits + 2 < line.size() && line[digits] == '.' && line[digits + 1] == ' ';
}

// The filled line at or after `pos`, past lines that only open a formula or a block.
std::string_view AnswerLine(std::string_view text, size_t pos) {
  for (int lines = 0; lines < 3; ++lines) {
    const std::string_view line = scan::NextFilledLine(text, pos);
    if (line != "$$" && line != "\\[" && line != "**" && line != "```") return line;
    pos = static_cast<size_t>(line.data() - text.data()) + line.size();
  }
  return {};
}

// The text up to the end of its first sentence.
std::string_view FirstSentence(std::string_view line) {
  for (size_t i = 0; i + 1 < line.size(); ++i) {
    const bool stop = line[i] == '.' || line[i] == '!' || line[i] == '?';
    if (stop && i > 1 && scan::IsBlank(line[i + 1])) return line.substr(0, i);
  }
  return line;
}

// Past blanks, stars, colons and equal signs.
size_t SkipLead(std::string_view text, size_t pos) {
  while (pos < text.size() && std::string_view(" \t\r\n*_:=>").find(text[pos]) != kNone) {
    ++pos;
  }
  return pos;
}

// Past "is", "are", ... at `pos` (after blanks), or kNone.
size_t SkipVerb(std::string_view text, size_t pos) {
  const size_t start = scan::SkipBlanks(text.substr(0, std::min(text.size(), pos + 4)), pos);
  static constexpr std::array<std::string_view, 8> kVerbs = {
      "is", "are", "was", "would be", "will be", "should be", "must be", "comes to"};
  for (std::string_view verb : kVerbs) {
    const size_t end = start + verb.size();
    if (!StartsAtNoCase(text, start, verb)) continue;
    if (end >= text.size() || !scan::IsAlnum(text[end])) return end;
  }
  return kNone;
}

// End of the cue whose word "answer" is at `pos`, or kNone when it is no cue.
size_t EnglishCueEnd(std::string_view text, size_t pos) {
  size_t end = pos + 6;
  if (end < text.size() && scan::LowerChar(text[end]) == 's') ++end;
  if (end < text.size() && scan::IsAlnum(text[end])) return kNone;
  const bool final_answer = pos >= 6 && StartsAtNoCase(text, pos - 6, "final ");
  size_t mark = end;
  while (mark < text.size() && mark < end + 5 &&
         (text[mark] == '*' || text[mark] == '_' || text[mark] == ' ' || text[mark] == '"')) {
    ++mark;
  }
  if (mark < text.size() && (text[mark] == ':' || text[mark] == '=')) return mark + 1;
  if (StartsAt(text, mark, "\uFF1A")) return mark + 3;
  if (const size_t verb = SkipVerb(text, mark); verb != kNone) return verb;
  if (StartsAtNoCase(text, mark, "to ") || StartsAt(text, mark, "(") ||
      StartsAtNoCase(text, mark, "for ")) {
    for (size_t at = mark; at < text.size() && at < mark + 80; ++at) {
      if (text[at] == '\n' || text[at] == '.') break;
      if (text[at] == ':') return at + 1;
      const size_t verb = text[at] == ' ' ? SkipVerb(text, at) : kNone;
      if (verb != kNone) return verb;
    }
  }
  return final_answer ? end : kNone;
}

// End of the Korean cue at `pos`, or kNone.
size_t KoreanCueEnd(std::string_view text, size_t pos) {
  size_t end = pos;
  if (StartsAt(text, pos, "\uC815\uB2F5")) {
    end += 6;
  } else if (StartsAt(text, pos, "\uB2F5")) {
    end += 3;
  } else {
    return kNone;
  }
  while (end < text.size() && (text[end] == '*' || text[end] == ' ')) ++end;
  for (std::string_view mark : {"\uC740", "\uB294", "\uC774", ":", "\uFF1A", "="}) {
    if (StartsAt(text, end, mark)) return end + mark.size();
  }
  return kNone;
}

bool IsCueStart(std::string_view text, size_t pos) {
  const bool english =
      StartsAtNoCase(text, pos, "answer") && (pos == 0 || !scan::IsAlpha(text[pos - 1]));
  return english || StartsAt(text, pos, "\uB2F5") || StartsAt(text, pos, "\uC815\uB2F5");
}

}  // namespace

std::optional<std::string> AfterHashes(std::string_view text) {
  size_t pos = text.rfind("####");
  for (int tries = 0; tries < kMaxTries && pos != kNone; ++tries) {
    size_t start = pos + 4;
    while (start < text.size() && text[start] == '#') ++start;
    std::string_view line = AnswerLine(text, start);
    while (line.ends_with('#')) line.remove_suffix(1);
    if (!line.empty() && !IsHeading(line)) {
      const auto cue = AfterCue(line.substr(0, 200));
      return cue ? *cue : std::string(scan::StripWrapping(line));
    }
    if (pos == 0) break;
    pos = text.rfind("####", pos - 1);
  }
  return std::nullopt;
}

std::optional<std::string> AfterCue(std::string_view text) {
  int tries = 0;
  for (size_t pos = text.size(); pos-- > 0 && tries < kMaxTries;) {
    if (!IsCueStart(text, pos)) continue;
    const size_t end = static_cast<unsigned char>(text[pos]) < 0x80 ? EnglishCueEnd(text, pos)
                                                                    : KoreanCueEnd(text, pos);
    if (end == kNone) continue;
    ++tries;
    const std::string_view line = AnswerLine(text, SkipLead(text, end));
    if (line.empty()) continue;
    const std::string_view answer = scan::StripWrapping(FirstSentence(line));
    if (!answer.empty()) return std::string(answer);
  }
  return std::nullopt;
}

std::optional<MarkedAnswer> FindMarkedAnswer(std::string_view text) {
  if (auto hashes = AfterHashes(text)) return MarkedAnswer{MarkKind::kHashes, *hashes};
  if (auto boxed = LastBoxed(text)) return MarkedAnswer{MarkKind::kBoxed, *boxed};
  if (auto cue = AfterCue(text)) return MarkedAnswer{MarkKind::kCue, *cue};
  return std::nullopt;
}

}  // namespace ponder
