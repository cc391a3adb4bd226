// The words of attacks and of what is attacked: files of src/attack/prompts/, compiled in.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/language.h"

namespace ponder {

using TextBlanks = std::vector<std::pair<std::string_view, std::string>>;

// prompts/NAME.en.txt or .ko.txt with its blanks filled. Throws kInternal when there is none.
std::string AttackText(std::string_view name, Language language, const TextBlanks& values = {});

// The same of a file that holds several texts, parted by "---" lines.
std::vector<std::string> AttackTexts(std::string_view name, Language language,
                                     const TextBlanks& values = {});

}  // namespace ponder
