// Names of people for questions.
#pragma once

#include <string>
#include <vector>

#include "ponder/language.h"
#include "task/draw.h"

namespace ponder {

// `count` different names, at most 16: the same people in both languages for the same draws.
std::vector<std::string> SomePeople(Draw& draw, size_t count, Language language);

}  // namespace ponder
