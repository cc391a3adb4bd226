#include "task/words.h"

#include <algorithm>

#include "text/scan.h"

namespace ponder {

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  for (size_t pos = scan::SkipBlanks(text, 0); pos < text.size();
       pos = scan::SkipBlanks(text, pos)) {
    const size_t begin = pos;
    while (pos < text.size() && !scan::IsBlank(text[pos])) ++pos;
    words.emplace_back(text.substr(begin, pos - begin));
  }
  return words;
}

std::vector<std::string> Split(std::string_view text, std::string_view mark) {
  std::vector<std::string> parts;
  for (size_t end = text.find(mark); end != text.npos; end = text.find(mark)) {
    parts.emplace_back(scan::Trim(text.substr(0, end)));
    text.remove_prefix(end + mark.size());
  }
  parts.emplace_back(scan::Trim(text));
  return parts;
}

std::string Join(const std::vector<std::string>& parts, std::string_view between) {
  std::string joined;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) joined += between;
    joined += parts[i];
  }
  return joined;
}

std::string List(const std::vector<std::string>& parts, Language language) {
  if (language == Language::kKorean || parts.size() < 2) return Join(parts, ", ");
  std::vector<std::string> marked = parts;
  marked.back() = "and " + marked.back();
  return Join(marked, parts.size() == 2 ? " " : ", ");
}

std::string Capital(std::string_view word) {
  std::string capital(word);
  if (!capital.empty() && scan::IsLower(capital[0])) {
    capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
  }
  return capital;
}

std::vector<std::string> Sentences(std::string_view text) {
  std::vector<std::string> sentences;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    const bool end = i == text.size() || text[i] == '\n';
    const bool mark = !end && Holds(".?!", text.substr(i, 1)) &&
                      (i + 1 == text.size() || scan::IsBlank(text[i + 1]));
    if (!end && !mark) continue;
    const std::string_view part = text.substr(begin, i - begin + (mark ? 1 : 0));
    const std::string_view sentence = scan::Trim(part);
    if (!sentence.empty()) sentences.emplace_back(sentence);
    begin = i + 1;
  }
  return sentences;
}

std::vector<int64_t> Numbers(std::string_view text) {
  std::vector<int64_t> numbers;
  for (size_t i = 0; i < text.size();) {
    if (!scan::IsDigit(text[i])) {
      ++i;
      continue;
    }
    int64_t number = 0;
    for (; i < text.size() && scan::IsDigit(text[i]); ++i) {
      number = std::min<int64_t>(number * 10 + (text[i] - '0'), INT64_MAX / 16);
    }
    numbers.push_back(number);
  }
  return numbers;
}

std::string Fill(std::string_view text, const std::vector<std::string>& values) {
  std::string filled;
  size_t next = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "{}" && next < values.size()) {
      filled += values[next++];
      ++i;
    } else {
      filled += text[i];
    }
  }
  return filled;
}

}  // namespace ponder
