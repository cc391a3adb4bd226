#include "task/json_lines.h"

#include <algorithm>
#include <sstream>

namespace ponder {
namespace {

using Json = nlohmann::json;
using Event = Json::parse_event_t;

// Counts lines up to what a parser has read of a stream.
class LineCounter {
 public:
  LineCounter(const std::string& bytes, std::istream& in) : bytes_(bytes), in_(in) {}

  // The line of the last character that was read.
  size_t Line() {
    const std::streamoff read = in_.tellg();  // -1 at the end
    const size_t end = read > 0 ? static_cast<size_t>(read) - 1 : bytes_.size();
    for (; counted_ < end; ++counted_) line_ += bytes_[counted_] == '\n';
    return line_;
  }

 private:
  const std::string& bytes_;
  std::istream& in_;
  size_t counted_ = 0;
  size_t line_ = 1;
};

}  // namespace

JsonText ParseJsonText(const std::string& bytes) {
  std::istringstream in(bytes);
  LineCounter counter(bytes, in);
  JsonText text;
  bool in_list = false;
  const auto note = [&](int depth, Event event, const Json& parsed) {
    if (event == Event::key && depth == 1) {
      text.names.push_back(parsed.get<std::string>());
      in_list = text.names.back() == "examples" || text.names.back() == "instances";
    }
    const bool begins =
        event == Event::object_start || event == Event::array_start || event == Event::value;
    if (begins && depth == 1) text.lines.push_back(counter.Line());
    if (begins && depth == 2 && in_list) text.inner_lines.push_back(counter.Line());
    return true;
  };
  text.value = Json::parse(in, note, /*allow_exceptions=*/false);
  text.last_line = counter.Line();
  return text;
}

}  // namespace ponder
