// The language of prompts and questions.
#pragma once

#include <string_view>

namespace ponder {

enum class Language { kEnglish, kKorean };

// "en" or "ko", as in file names.
constexpr std::string_view LanguageCode(Language language) {
  return language == Language::kKorean ? "ko" : "en";
}

}  // namespace ponder
