#include "text/question_language.h"

namespace ponder {

Language LanguageOf(std::string_view question) {
  // A syllable from U+AC00 on: lead byte EA (from EA B0) to ED.
  for (const char c : question) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xEA && byte <= 0xED) return Language::kKorean;
  }
  return Language::kEnglish;
}

}  // namespace ponder
