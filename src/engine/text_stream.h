// Hands text on while it grows: whole characters only, and nothing that may still be taken back
// because a stop text is about to complete.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ponder {

class TextStream {
 public:
  // `markers`: every text that can be cut away from the end. Empty ones are ignored.
  explicit TextStream(std::vector<std::string> markers) : markers_(std::move(markers)) {}

  // What of `text` is safe to show and was not shown yet, as valid UTF-8. Markers are looked for
  // from byte `scan_from` on. `final`: nothing more follows, nothing is held back.
  std::string Next(std::string_view text, size_t scan_from, bool final);

 private:
  size_t HeldBack(std::string_view text, size_t scan_from) const;

  std::vector<std::string> markers_;
  size_t shown_ = 0;  // bytes of the text
};

}  // namespace ponder
