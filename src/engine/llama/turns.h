// Whose waiting sequence runs next.
#pragma once

#include <cstddef>
#include <deque>

#include "engine/llama/sequence.h"

namespace ponder {

// That of the job with the fewest running, so that a call with many candidates does not keep a
// small one waiting; among equals, the one that came first. The last `reserved` of the `free` lanes
// are for jobs that run nothing yet. Null: nobody may run now. Answers do not depend on it, since
// they do not depend on what runs beside them.
inline Sequence* NextInTurn(const std::deque<Sequence*>& waiting, size_t free, size_t reserved) {
  Sequence* next = nullptr;
  for (Sequence* sequence : waiting) {
    if (next == nullptr || sequence->job->running < next->job->running) next = sequence;
  }
  if (next != nullptr && next->job->running > 0 && free <= reserved) return nullptr;
  return next;
}

}  // namespace ponder
