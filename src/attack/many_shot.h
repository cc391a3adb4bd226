// Worked examples with the answers that the adversary wants.
#pragma once

#include <string>

#include "attack/attack.h"

namespace ponder {

// `count` of them, one after the other; the same for all problems of a source.
std::string WrongExamples(const AttackAim& aim, int count);

}  // namespace ponder
