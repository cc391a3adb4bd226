// What reports say, in the languages that they speak.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "eval/korean.h"
#include "ponder/language.h"

namespace ponder {

// A text of fmt in every language, made from the English one. A text that the table of korean.h
// lacks does not compile, nor does one in which these values do not fit, in either language.
template <class... Values>
struct Sentence {
  consteval Sentence(const char* text)  // NOLINT: a literal is one
      : english(text), korean(KoreanFor(text)) {}

  fmt::format_string<Values...> english;
  fmt::format_string<Values...> korean;
};

// words("all tasks"), words("level {}", 3). Code says things in English.
class Words {
 public:
  explicit Words(Language language = Language::kEnglish) : language_(language) {}

  template <class... Values>
  std::string operator()(Sentence<std::type_identity_t<Values>...> sentence,
                         Values&&... values) const {
    return fmt::format(language_ == Language::kKorean ? sentence.korean : sentence.english,
                       std::forward<Values>(values)...);
  }

  // A word that is known only when the program runs; itself where there is no other for it.
  std::string Term(std::string_view english) const;

  std::string_view LanguageName() const { return LanguageCode(language_); }  // "en", "ko"

 private:
  Language language_;
};

}  // namespace ponder
