#include "text/action_line.h"

#include <algorithm>
#include <array>

#include "text/scan.h"

namespace ponder {
namespace {

// Bytes of a list mark and the blank behind it; 0: none. "-3 + 5" begins with a number.
size_t ListMark(std::string_view line) {
  size_t end = 0;
  while (end < line.size() && scan::IsDigit(line[end])) ++end;
  const std::string_view ends = end > 0 ? ".):" : "-*+";
  if (end >= line.size() || ends.find(line[end]) == std::string_view::npos) return 0;
  ++end;
  return end < line.size() && scan::IsBlank(line[end]) ? end : 0;
}

// Bytes of "Step 2:" and the like; 0: none.
size_t Lead(std::string_view line) {
  constexpr std::array<std::string_view, 6> kLeads = {
      "step", "action", "move", "\uB2E8\uACC4", "\uD589\uB3D9", "\uD68C\uC804"};
  constexpr size_t kLongest = 16;
  const size_t colon = line.substr(0, kLongest).find(':');
  if (colon == std::string_view::npos) return 0;
  const std::string lead = scan::Lower(line.substr(0, colon));
  for (const std::string_view word : kLeads) {
    if (lead.find(word) != std::string::npos) return colon + 1;
  }
  return 0;
}

}  // namespace

std::string ActionLine(std::string_view text) {
  const std::string plain = scan::ReplaceAll(scan::NextFilledLine(text, 0), "**", "");
  std::string_view line = scan::Trim(plain);
  for (bool again = true; again;) {
    const size_t mark = std::max(ListMark(line), Lead(line));
    again = mark > 0;
    line = scan::Trim(line.substr(mark));
  }
  return std::string(scan::StripWrapping(line));
}

bool SaysSomething(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return scan::IsAlnum(c) || static_cast<unsigned char>(c) >= 0x80;
  });
}

}  // namespace ponder
