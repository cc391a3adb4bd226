#include "task/packing_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "task/words.h"
#include "text/scan.h"

namespace ponder {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kMaxList = 2000;  // bytes
constexpr int kMaxTries = 8;

std::optional<Bins> ReadLists(std::string_view text) {
  int depth = 0;
  size_t end = 0;
  for (; end < std::min(text.size(), kMaxList); ++end) {
    depth += text[end] == '[' ? 1 : text[end] == ']' ? -1 : 0;
    if (depth == 0 || depth > 2) break;
  }
  const auto json = nlohmann::json::parse(text.substr(0, end + 1), nullptr, false);
  if (!json.is_array()) return std::nullopt;
  Bins bins;
  for (const auto& list : json) {
    if (!list.is_array()) return std::nullopt;
    std::vector<int>& bin = bins.emplace_back();
    for (const auto& item : list) {
      if (!item.is_number_integer() || item < -1'000'000 || item > 1'000'000) return std::nullopt;
      bin.push_back(item.get<int>());
    }
  }
  return bins;
}

// The number of bins that the words before the list give: the first number after a mark, else one
// that "bins" follows.
std::optional<int> ReadCount(std::string_view before) {
  size_t mark = kNone;
  for (const std::string_view word : {"####", "nswer", "\uB2F5"}) {
    const size_t at = before.rfind(word);
    if (at != kNone && (mark == kNone || at > mark)) mark = at;
  }
  const bool marked = mark != kNone && before.size() - mark < 100;
  const size_t line = before.rfind('\n');
  std::string_view text = before.substr(marked ? mark : line == kNone ? 0 : line);
  text.remove_prefix(text.size() - std::min<size_t>(text.size(), 100));
  for (size_t i = 0; i < text.size(); ++i) {
    if (!scan::IsDigit(text[i])) continue;
    const int number = static_cast<int>(std::min<int64_t>(Numbers(text.substr(i))[0], 1000));
    while (i < text.size() && scan::IsDigit(text[i])) ++i;
    const size_t next = scan::SkipBlanks(text, i);
    if (marked || scan::StartsAt(text, next, "bin") || scan::StartsAt(text, next, "\uAC1C")) {
      return number;
    }
  }
  return std::nullopt;
}

// "- **Bin 2:** 8, 2 (10)": the numbers after the colon, up to a bracket or an equals sign.
std::optional<std::vector<int>> ReadBinLine(std::string_view line) {
  std::string plain = scan::Lower(scan::ReplaceAll(line, "*", ""));
  std::string_view rest = scan::Trim(plain);
  if (rest.starts_with("- ")) rest = scan::Trim(rest.substr(2));
  const bool bin = rest.starts_with("bin ") || rest.starts_with("\uC0C1\uC790 ");
  const size_t colon = rest.find(':');
  if (!bin || colon == kNone) return std::nullopt;
  rest = rest.substr(colon + 1);
  rest = rest.substr(0, rest.find_first_of("(="));
  std::vector<int> items;
  for (const int64_t number : Numbers(rest)) {
    items.push_back(static_cast<int>(std::min<int64_t>(number, 1'000'000)));
  }
  return items;
}

// The last run of such lines.
std::optional<PackingAnswer> ReadBinLines(std::string_view text) {
  PackingAnswer answer;
  bool in_run = false;
  for (size_t pos = 0; pos < text.size();) {
    const size_t end = std::min(text.find('\n', pos), text.size());
    const std::string_view line = text.substr(pos, end - pos);
    pos = end + 1;
    if (scan::Trim(line).empty()) continue;
    auto items = ReadBinLine(line);
    if (items && !in_run) answer.bins.clear();
    in_run = items.has_value();
    if (items) answer.bins.push_back(std::move(*items));
  }
  if (answer.bins.empty()) return std::nullopt;
  return answer;
}

}  // namespace

std::optional<PackingAnswer> ReadPacking(std::string_view text) {
  size_t at = kNone;
  for (int tries = 0; tries < kMaxTries && at != 0; ++tries) {
    at = text.rfind('[', at == kNone ? at : at - 1);
    if (at == kNone) break;
    const size_t inner = scan::SkipBlanks(text, at + 1);
    if (inner >= text.size() || text[inner] != '[') {
      --tries;  // an inner list
      continue;
    }
    if (auto bins = ReadLists(text.substr(at))) {
      return PackingAnswer{ReadCount(text.substr(0, at)), std::move(*bins)};
    }
  }
  return ReadBinLines(text);
}

std::string Describe(const PackingAnswer& answer, Language language) {
  if (!answer.count) return Describe(answer.bins);
  const std::string_view unit = language == Language::kKorean ? "\uAC1C: " : " bins: ";
  return std::to_string(*answer.count) + std::string(unit) + Describe(answer.bins);
}

}  // namespace ponder
