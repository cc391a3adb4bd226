#include "engine/remote/sse_reader.h"

namespace ponder {

std::vector<std::string> SseReader::Add(std::string_view bytes) {
  rest_ += bytes;
  std::vector<std::string> events;
  size_t begin = 0;
  for (size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    std::string_view line = std::string_view(rest_).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      if (!data_.empty()) events.push_back(std::move(data_));
      data_.clear();
    } else if (line.starts_with("data:")) {
      line.remove_prefix(line.starts_with("data: ") ? 6 : 5);
      if (!data_.empty()) data_ += '\n';
      data_ += line;
    } else if (events.empty() && data_.empty() && (line[0] == '{' || line[0] == '[')) {
      break;  // a whole JSON reply, over several lines
    }
  }
  rest_.erase(0, begin);
  return events;
}

}  // namespace ponder
