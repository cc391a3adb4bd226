// UTF-8 checks and repairs. All are linear and accept any bytes; none throws.
//
// "Valid" is the Unicode definition: shortest form only, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ponder {

// Position of the first byte that does not belong to a valid character; npos when all is valid.
size_t FirstInvalidUtf8(std::string_view text);

bool IsValidUtf8(std::string_view text);

// Length of the longest prefix that does not end inside a multi-byte character. Bytes that can
// never become valid count as complete, so a stream cannot stall on them (at most 3 are held back).
size_t CompleteUtf8Prefix(std::string_view text);

// The text with every maximal bad part replaced by one U+FFFD, as browsers do.
std::string ReplaceInvalidUtf8(std::string_view text);

}  // namespace ponder
