// A result, told to people.
#pragma once

#include <string>

#include "cli/console.h"
#include "ponder/runner.h"

namespace ponder {

// The text on console.out; where it does not end in it, the short answer on a line of its own.
void PrintAnswer(Console& console, const RunResult& result);
// Tokens, seconds, candidates: one line on console.err.
void PrintPrice(Console& console, const RunResult& result);
void PrintWarnings(Console& console, const RunResult& result);
void PrintCandidates(Console& console, const RunResult& result);

// Throws kInvalidRequest for an empty question or one that is not UTF-8.
void CheckQuestion(std::string_view text);

// Sequences that the request's method can use at once, and one to spare for the prompt they share.
int SequencesFor(const Request& request);

}  // namespace ponder
