// Reading and normalising LaTeX answers: boxed contents and the two normal forms by which MATH
// answers are compared. The forms are strings to be compared with each other, not to be shown.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ponder {

// Longest answer that gets a normal form; a longer one is only stripped of blanks.
inline constexpr size_t kMaxMathAnswer = 2000;

// Content of the last closed \boxed{...} or \fbox{...} (of an inner one when nested), trimmed, or
// of a brace-less "\boxed 7". nullopt when there is none. Linear.
std::optional<std::string> LastBoxed(std::string_view text);

// First pass (the rules of Hendrycks et al. for MATH): drops line ends, \!, \left, \right, degree
// marks, \$, \%, a trailing "\text{ units}" and a short "x=" prefix, all blanks; tfrac and dfrac
// become frac; missing braces of \frac and \sqrt are put in; a/b becomes \frac{a}{b}, .5 0.5.
std::string HendrycksNormalForm(std::string_view answer);

// Second pass (as in the PRM800K grader): also strips \text{}, %, $, units and thousands
// separators; "or" and "and" become ","; mixed numbers sums, integral decimals integers; fractions
// and roots plain text ("(a+1)/2", "sqrt(3)"); lower case, no blanks.
std::string PrmNormalForm(std::string_view answer);

// Removes separators inside grouped digits: "1,234,567", "10,\!080", "1{,}000".
std::string DropThousands(std::string_view text);

// Replaces \text{x}, \mbox{x}, \mathrm{x}, ... by " x ".
std::string UnwrapText(std::string_view text);

// Drops unit words (and their powers) that follow a digit, a brace or a bracket at the end.
std::string DropUnits(std::string_view text);

// Drops a prefix of at most two characters and '=' or "\in": "x =", "x \in".
std::string_view DropShortPrefix(std::string_view text);

}  // namespace ponder
