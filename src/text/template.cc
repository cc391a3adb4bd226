#include "text/template.h"

namespace ponder {

std::string FillTemplate(std::string_view text,
                         const std::vector<std::pair<std::string_view, std::string>>& values) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::string filled;
  while (!text.empty()) {
    bool replaced = false;
    for (const auto& [name, value] : values) {
      if (text.front() != '{' || text.size() < name.size() + 2 ||
          text.substr(1, name.size()) != name || text[name.size() + 1] != '}') {
        continue;
      }
      filled += value;
      text.remove_prefix(name.size() + 2);
      replaced = true;
      break;
    }
    if (replaced) continue;
    filled += text.front();
    text.remove_prefix(1);
  }
  return filled;
}

}  // namespace ponder
