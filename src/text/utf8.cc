#include "text/utf8.h"

#include <algorithm>
#include <cstdint>

namespace ponder {
namespace {

// What one look at a position finds: `length` bytes of a whole character (valid), or of the longest
// beginning of one (not valid; `open` when the text ended inside it).
struct Look {
  size_t length = 1;
  bool valid = false;
  bool open = false;
};

// The number of bytes that a lead byte asks for, and the bounds of the second byte; 0 = no lead.
struct Lead {
  size_t size = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
};

Lead LeadOf(uint8_t byte) {
  if (byte < 0x80) return {1};
  if (byte >= 0xC2 && byte <= 0xDF) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  if (byte >= 0xF1 && byte <= 0xF3) return {4};
  return {};
}

Look LookAt(std::string_view text, size_t pos) {
  const Lead lead = LeadOf(static_cast<uint8_t>(text[pos]));
  if (lead.size == 0) return {1, false, false};
  for (size_t i = 1; i < lead.size; ++i) {
    if (pos + i >= text.size()) return {i, false, true};
    const auto byte = static_cast<uint8_t>(text[pos + i]);
    const uint8_t low = i == 1 ? lead.low : 0x80;
    const uint8_t high = i == 1 ? lead.high : 0xBF;
    if (byte < low || byte > high) return {i, false, false};
  }
  return {lead.size, true, false};
}

}  // namespace

size_t FirstInvalidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const Look look = LookAt(text, i);
    if (!look.valid) return i;
    i += look.length;
  }
  return std::string_view::npos;
}

bool IsValidUtf8(std::string_view text) { return FirstInvalidUtf8(text) == std::string_view::npos; }

size_t CompleteUtf8Prefix(std::string_view text) {
  const size_t reach = std::min<size_t>(3, text.size());
  for (size_t back = 1; back <= reach; ++back) {
    const size_t pos = text.size() - back;
    if ((static_cast<uint8_t>(text[pos]) & 0xC0) == 0x80) continue;
    const Look look = LookAt(text, pos);
    return look.open && pos + look.length == text.size() ? pos : text.size();
  }
  return text.size();
}

std::string ReplaceInvalidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const Look look = LookAt(text, i);
    out.append(look.valid ? text.substr(i, look.length) : std::string_view("\xEF\xBF\xBD"));
    i += look.length;
  }
  return out;
}

}  // namespace ponder
