#include "eval/wrap.h"

#include <algorithm>

#include "text/columns.h"

namespace ponder {

std::string Wrapped(const std::string& text, size_t width) {
  std::string wrapped;
  size_t line = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    const size_t columns = Columns(word);
    if (line > 0 && line + 1 + columns > width) {
      wrapped += '\n';
      line = 0;
    }
    if (line > 0) wrapped += ' ';
    wrapped += word;
    line += columns + (line > 0);
    begin = end + 1;
  }
  return wrapped + "\n";
}

}  // namespace ponder
