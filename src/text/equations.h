// Recomputes the arithmetic that a text writes out: every "a op b (op c ...) = d".
//
// Operators + - * / ^ and their signs (x, U+00D7, U+00F7, \times, \cdot, \div, \frac), brackets,
// thousands separators, currency signs, percent, and unit words after a number are understood.
// What holds an unknown, a word in the way, or numbers too large is skipped, not counted.
#pragma once

#include <string_view>

namespace ponder {

struct EquationCheck {
  int right = 0;
  int wrong = 0;
};

// Chains ("2 + 3 = 5 * 2 = 10") count once for every '=' whose sides can be computed and of which
// at least one holds an operator. A result with decimals may be rounded to those decimals; after an
// "about" sign also to a whole number. With a percent sign, 50% may stand for 50 or for 1/2. Exact
// otherwise. Linear in the text.
EquationCheck CheckEquations(std::string_view text);

}  // namespace ponder
