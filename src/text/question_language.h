// The language that a question is asked in.
#pragma once

#include <string_view>

#include "ponder/language.h"

namespace ponder {

// Korean for a text with a Hangul syllable, else English.
Language LanguageOf(std::string_view question);

}  // namespace ponder
