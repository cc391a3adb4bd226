// Server-sent events out of a stream of bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ponder {

class SseReader {
 public:
  // The data of every event that the bytes complete. Comments and other fields are passed over.
  std::vector<std::string> Add(std::string_view bytes);

  // Everything that came and belongs to no event yet: a reply that is no event stream stays here.
  const std::string& rest() const { return rest_; }

 private:
  std::string rest_;
  std::string data_;  // of the event that has begun
};

}  // namespace ponder
