// Equality of two mathematical answers, as the graders of MATH decide it, without an algebra
// system.
//
// Equal normal forms are equal. Otherwise: tuples, intervals and matrices element by element with
// the same brackets; bare lists and {sets} in any order; a plain integer equals only the same
// integer; two plain fractions must be literally the same (3/6 is not 1/2); all else by exact
// rational value, or by value at fixed pseudo-random points within 1e-9. Symmetric; never throws.
#pragma once

#include <string>
#include <string_view>

namespace ponder {

bool MathEqual(std::string_view a, std::string_view b);

// Vote key: answers that MathEqual accepts get the same key, except where a key cannot tell
// (rewritten equations, values that round differently in the tenth digit).
std::string MathKey(std::string_view answer);

}  // namespace ponder
