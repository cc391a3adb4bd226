// How the blocks world is asked about.
#pragma once

#include <string>

#include "task/blocks_text.h"

namespace ponder {

std::string BlocksQuestion(const BlocksProblem& problem, Language language);
// In which words the plan is wanted.
std::string BlocksInstructions(Language language);

}  // namespace ponder
