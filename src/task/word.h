// A word, or a few, in both languages.
#pragma once

#include <string>
#include <string_view>

#include "ponder/language.h"

namespace ponder {

struct Word {
  std::string_view english, korean;

  std::string In(Language language) const {
    return std::string(language == Language::kKorean ? korean : english);
  }
};

}  // namespace ponder
