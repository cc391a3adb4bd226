// Numbers as people and models write them: signs (also U+2212), currency signs, thousands
// separators ("195,000", "10,\!080", "1{,}000"), decimals, exponents ("1e5", "3 \times 10^{5}"),
// powers ("2^{10}"), fractions ("3/4", "\frac{3}{4}", "\frac34"), mixed numbers ("1 1/2"), percent.
//
// A percent sign is dropped, not divided out: "50%" reads as 50 (the normal forms of MATH and GSM8K
// do the same). Values are exact; what does not fit 128 bits keeps a key only (a decimal string).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/rational.h"

namespace ponder {

struct NumberToken {
  size_t begin = 0;               // in the text: the sign or currency sign
  size_t end = 0;                 // one past the last byte, the percent sign included
  std::optional<Rational> value;  // exact; nullopt when it does not fit
  std::string key;                // canonical: equal numbers have equal keys ("18", "-3/4")
  int decimals = 0;               // digits printed after the point (0 for a fraction)
  bool percent = false;
};

// The number that begins exactly at `pos` (a sign or currency sign may come first), if any.
std::optional<NumberToken> ReadNumber(std::string_view text, size_t pos);

// All numbers of the text in order. Digits glued to a letter before them ("x2", "H2O") are no
// numbers, and a minus between two operands is no sign. Linear.
std::vector<NumberToken> FindNumbers(std::string_view text);

// The whole text is one number, up to Markdown, math delimiters, a trailing full stop and a unit
// of at most three words ("18 dollars", "5\text{ cm}", "90^\circ").
std::optional<NumberToken> ParseNumberToken(std::string_view text);
std::optional<Rational> ParseNumber(std::string_view text);

}  // namespace ponder
