// Small helpers for the texts of questions: lists, sentences, numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/language.h"

namespace ponder {

// Split at blanks.
std::vector<std::string> Words(std::string_view text);
// Split at every `mark`; trimmed.
std::vector<std::string> Split(std::string_view text, std::string_view mark);
std::string Join(const std::vector<std::string>& parts, std::string_view between);
// "a, b, and c"; in Korean "a, b, c".
std::string List(const std::vector<std::string>& parts, Language language);
// "dog" becomes "Dog".
std::string Capital(std::string_view word);

// Split behind ".", "?" and "!" that a blank or the end follows, and at line ends; trimmed, with
// their mark.
std::vector<std::string> Sentences(std::string_view text);

// The whole numbers of a text in order, without signs: what stands between two non-digits.
std::vector<int64_t> Numbers(std::string_view text);

// `text` holds `part`.
inline bool Holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The text with its "{}" replaced by `values`, one after the other.
std::string Fill(std::string_view text, const std::vector<std::string>& values);

}  // namespace ponder
