// The outer shape of a mathematical answer: what its brackets, commas and signs split it into.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ponder {

struct MathParts {
  // Brackets around the elements: "()", "(]", "{}", "matrix 2x3", "" for a bare list; several
  // intervals joined by \cup give "cup".
  std::string shape;
  std::vector<std::string> elements;
  bool ordered = true;  // false for bare lists and sets
};

// The answer with dollar, percent and degree signs, sizing commands, text wrappers, thousands
// separators, units, and a short "x =" prefix removed; "or" and "and" made commas.
std::string CleanMath(std::string_view answer);

// Splits a cleaned answer; one element and shape "" when it has no structure.
MathParts SplitMath(std::string_view cleaned);

// "a \pm b" as {"a + b", "a - b"}; the text alone when there is no \pm.
std::vector<std::string> ExpandPlusMinus(std::string_view text);

}  // namespace ponder
