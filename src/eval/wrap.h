// Sentences for terminals.
#pragma once

#include <string>

namespace ponder {

// Broken between words, so that no line is wider than a terminal; ends in a line break.
std::string Wrapped(const std::string& text, size_t width = 100);

}  // namespace ponder
