// How wide a text is on a terminal. Bytes that are no UTF-8 count as one character each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ponder {

// Wide characters (Hangul, CJK) count two.
size_t Columns(std::string_view text);

// At most `columns` wide; a text that is cut ends in "...".
std::string FitColumns(std::string_view text, size_t columns);

}  // namespace ponder
