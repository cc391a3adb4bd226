// Readings of an evaluated text (ponder/engine.h), as every engine that has logits takes them.
#pragma once

#include <span>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// Throws kInvalidRequest, naming the reading, unless positions rise, lie inside a text of `length`
// tokens, and tokens are of the vocabulary.
void CheckReadings(std::span<const Reading> readings, size_t length, int vocabulary);

// `logits` and `hidden` are those after the token of the reading; `hidden` may be empty where the
// reading asks for none.
ReadingValue TakeReading(const Reading& reading, std::span<const float> logits,
                         std::span<const float> hidden);

}  // namespace ponder
