// What a solution does with the numbers of its question: a check that needs no model.
//
// Grade-school answers that leave a number of the question out, bring one from nowhere, or end in a
// number that no equation came to are seldom right.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ponder {

// Numbers are counted by value: "1,000" and "1000.0" are one. The two sides of a division are two
// numbers, the mark of a list item ("2.") is none.
struct NumberUse {
  int asked = 0;           // of the question
  int used = 0;            // of these, in the solution
  int said = 0;            // of the solution
  int fresh = 0;           // of these: not in the question, no result before, not 1, 2 or 100
  bool whole = false;      // the last number is a whole one
  bool is_asked = false;   // it stands in the question
  bool is_result = false;  // it was a result some time: behind "=", and no operator behind it
  bool is_latest = false;  // it is the latest result
};

// The use up to each of `ends` (bytes of the solution, ascending). Linear.
std::vector<NumberUse> FollowNumbers(std::string_view question, std::string_view solution,
                                     std::span<const size_t> ends);

}  // namespace ponder
