#include "eval/words.h"

namespace ponder {

std::string Words::Term(std::string_view english) const {
  if (language_ == Language::kKorean) {
    for (const Translation& each : kKorean) {
      if (each.english == english) return std::string(each.korean);
    }
  }
  return std::string(english);
}

}  // namespace ponder
