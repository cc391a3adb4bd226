// Reports finished generations of one batch in an order that load cannot change.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "ponder/engine.h"

namespace ponder {

// A generation of L tokens is reported once every sibling has finished or has L tokens itself, so
// that a decision taken in OnDone depends on token counts only, never on who ran first.
class BatchProgress {
 public:
  BatchProgress(size_t size, OnDone on_done);

  void Progress(size_t index, int generated) { members_[index].generated = generated; }
  void Finish(size_t index, int generated);
  void Cancel(size_t index);  // finished, and not to be reported

  // Reports what can be reported now; `result` gives the generation of an index. Returns what the
  // callback wants cancelled (unfinished members only; they count as cancelled from here on).
  std::vector<size_t> Report(const std::function<const Generation&(size_t)>& result);

 private:
  struct Member {
    int generated = 0;
    bool finished = false;
    bool reported = false;
  };
  std::vector<Member> members_;
  OnDone on_done_;
};

}  // namespace ponder
