#include "text/steps.h"

#include <array>
#include <cstddef>

#include "text/scan.h"

namespace ponder {
namespace {

void Push(std::string_view piece, std::vector<std::string_view>* out) {
  piece = scan::Trim(piece);
  if (!piece.empty()) out->push_back(piece);
}

std::vector<std::string_view> SplitLines(std::string_view text, bool paragraphs) {
  std::vector<std::string_view> out;
  size_t begin = 0;
  size_t pos = 0;
  while (pos < text.size()) {
    size_t end = text.find('\n', pos);
    if (end == std::string_view::npos) end = text.size();
    const bool blank = scan::Trim(text.substr(pos, end - pos)).empty();
    if (blank || !paragraphs) {
      Push(text.substr(begin, end - begin), &out);
      begin = end;
    }
    pos = end + 1;
  }
  if (begin < text.size()) Push(text.substr(begin), &out);
  return out;
}

// The word just before `dot` is one after which a full stop does not end the sentence.
bool IsShortForm(std::string_view text, size_t dot) {
  size_t start = dot;
  while (start > 0 && dot - start < 6 &&
         (scan::IsAlnum(text[start - 1]) || text[start - 1] == '.')) {
    --start;
  }
  const std::string word = scan::Lower(text.substr(start, dot - start));
  if (word.empty()) return false;
  const bool line_start = start == 0 || text[start - 1] == '\n';
  if (line_start && scan::IsDigit(word.back()) && word.size() <= 2) return true;
  static constexpr std::array<std::string_view, 10> kForms = {"e.g", "i.e", "mr", "mrs", "ms",
                                                              "dr",  "st",  "no", "vs",  "approx"};
  for (std::string_view form : kForms) {
    if (word == form) return true;
  }
  return false;
}

// Bytes of the sentence end at `pos`, or 0.
size_t SentenceEnd(std::string_view text, size_t pos) {
  if (text[pos] == '\n') return 1;
  for (std::string_view mark : {"\u3002", "\uFF01", "\uFF1F"}) {
    if (scan::StartsAt(text, pos, mark)) return mark.size();
  }
  if (text[pos] != '.' && text[pos] != '!' && text[pos] != '?') return 0;
  size_t end = pos + 1;
  while (end < text.size() && (text[end] == '"' || text[end] == ')' || text[end] == '*')) ++end;
  if (end < text.size() && !scan::IsBlank(text[end])) return 0;
  if (text[pos] == '.' && IsShortForm(text, pos)) return 0;
  return end - pos;
}

std::vector<std::string_view> SplitSentences(std::string_view text) {
  std::vector<std::string_view> out;
  size_t begin = 0;
  for (size_t pos = 0; pos < text.size();) {
    const size_t length = SentenceEnd(text, pos);
    pos += length > 0 ? length : 1;
    if (length == 0) continue;
    Push(text.substr(begin, pos - begin), &out);
    begin = pos;
  }
  Push(text.substr(begin), &out);
  return out;
}

}  // namespace

std::vector<std::string_view> SplitSteps(std::string_view text, StepSplit how) {
  if (how == StepSplit::kSentence) return SplitSentences(text);
  return SplitLines(text, how == StepSplit::kBlankLine);
}

}  // namespace ponder
