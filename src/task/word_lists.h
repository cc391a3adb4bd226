// Everyday words for questions about words.
#pragma once

#include <span>
#include <string_view>

#include "ponder/language.h"

namespace ponder {

// Different words in lower case, in no order.
std::span<const std::string_view> EverydayWords(Language language);

}  // namespace ponder
