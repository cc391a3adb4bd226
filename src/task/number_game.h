// The number games (24, Countdown) as a world: numbers on the table, and an action that joins two
// of them by + - * / until one is left. Also two solvers that share nothing with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "text/rational.h"

namespace ponder {

struct NumberTerm {
  Rational value;
  std::string text;  // how it was made: "(13 - 9)" without its outer brackets
  char made_by = 0;  // its last operation; 0 for a number that was given
};

struct NumberState {
  std::vector<NumberTerm> terms;
};

struct NumberAction {
  size_t left = 0;  // indices into the terms
  size_t right = 0;
  char operation = '+';  // + - * /
};

NumberState NumberStart(std::span<const int64_t> numbers);
// a + b and a * b once for each pair, no division by zero.
std::vector<NumberAction> Actions(const NumberState& state);
// The new term comes last.
NumberState Apply(const NumberState& state, const NumberAction& action);
bool IsGoal(const NumberState& state, int64_t target);
// "10 - 4 = 6 (left: 9 13 6)".
std::string Describe(const NumberState& state, const NumberAction& action);
// The numbers on the table: "9 13 6".
std::string Describe(const NumberState& state);

// An expression of the value `target` that uses every number once; nullopt when there is none.
// By pairs: through the states above, depth first. Exact fractions.
std::optional<std::string> FindByPairs(std::span<const int64_t> numbers, int64_t target);
// By parts: all values of every subset, from those of its halves. `whole`: no step leaves the whole
// numbers from zero on.
std::optional<std::string> FindByParts(std::span<const int64_t> numbers, int64_t target,
                                       bool whole);
// In plain integers, whole steps only, at most 8 numbers: the fast one.
std::optional<std::string> FindWhole(std::span<const int64_t> numbers, int64_t target);

}  // namespace ponder
