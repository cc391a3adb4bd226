// How HotpotQA compares short spans of text: without case, punctuation and articles.
#pragma once

#include <string>
#include <string_view>

namespace ponder {

std::string NormalSpan(std::string_view text);

// Harmonic mean of the shares of common words; 0 when one is yes, no or noanswer and the other is
// not the same.
double SpanF1(std::string_view answer, std::string_view gold);

}  // namespace ponder
