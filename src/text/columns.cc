#include "text/columns.h"

#include <algorithm>
#include <cstdint>

namespace ponder {
namespace {

struct Character {
  uint32_t code;
  size_t bytes;
};

Character FirstCharacter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t bytes = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (bytes == 1 || bytes > text.size()) return {lead, 1};
  uint32_t code = lead & (0xFFu >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0u) != 0x80u) return {lead, 1};
    code = code << 6 | (next & 0x3Fu);
  }
  return {code, bytes};
}

size_t Width(uint32_t code) {
  const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                    (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

size_t Columns(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const Character first = FirstCharacter(text);
    columns += Width(first.code);
    text.remove_prefix(first.bytes);
  }
  return columns;
}

std::string FitColumns(std::string_view text, size_t columns) {
  if (Columns(text) <= columns) return std::string(text);
  const size_t room = columns > 3 ? columns - 3 : 0;
  std::string fitted;
  size_t used = 0;
  while (!text.empty()) {
    const Character first = FirstCharacter(text);
    used += Width(first.code);
    if (used > room) break;
    fitted += text.substr(0, first.bytes);
    text.remove_prefix(first.bytes);
  }
  return fitted + std::string(std::min<size_t>(columns, 3), '.');
}

}  // namespace ponder
