// Choice letters and yes/no words. Linear; never throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ponder {

// First choice letter A-J of a short answer: "C", "(c)", "C)", "C. text", "option C", "\text{(C)}".
// Upper case; the article "A dog" and the pronoun "I" are no choices.
std::optional<std::string> FirstChoice(std::string_view answer);

// Last choice letter of a whole reply: bracketed or named ones ("(C)", "C)", "option C", "**C**")
// before letters that merely stand alone.
std::optional<std::string> LastChoice(std::string_view text);

enum class YesNoWords {
  kYesNo,      // yes, no, and the Korean words
  kTrueFalse,  // true and false only
};

// "yes" or "no": the first such word of the text, or the last.
std::optional<std::string> FirstYesNo(std::string_view text, YesNoWords words);
std::optional<std::string> LastYesNo(std::string_view text, YesNoWords words);

}  // namespace ponder
