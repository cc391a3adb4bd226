#include "engine/text_stream.h"

#include <algorithm>

#include "text/utf8.h"

namespace ponder {

// Bytes at the end that may still become a marker, or are half a character.
size_t TextStream::HeldBack(std::string_view text, size_t scan_from) const {
  size_t held = text.size() - CompleteUtf8Prefix(text);
  const std::string_view fresh = text.substr(std::min(std::max(scan_from, shown_), text.size()));
  for (const std::string& marker : markers_) {
    if (marker.empty()) continue;
    for (size_t length = std::min(marker.size() - 1, fresh.size()); length > held; --length) {
      if (fresh.ends_with(std::string_view(marker).substr(0, length))) {
        held = length;
        break;
      }
    }
  }
  return std::min(held, text.size());
}

std::string TextStream::Next(std::string_view text, size_t scan_from, bool final) {
  const size_t ready = final ? CompleteUtf8Prefix(text) : text.size() - HeldBack(text, scan_from);
  if (ready <= shown_) return "";
  std::string fresh = ReplaceInvalidUtf8(text.substr(shown_, ready - shown_));
  shown_ = ready;
  return fresh;
}

}  // namespace ponder
