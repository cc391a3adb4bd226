#include "eval/wrap.h"

#include <algorithm>

namespace ponder {

std::string Wrapped(const std::string& text, size_t width) {
  std::string wrapped;
  size_t line = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    const size_t word = end - begin;
    if (line > 0 && line + 1 + word > width) {
      wrapped += '\n';
      line = 0;
    }
    if (line > 0) wrapped += ' ';
    wrapped += text.substr(begin, word);
    line += word + (line > 0);
    begin = end + 1;
  }
  return wrapped + "\n";
}

}  // namespace ponder
