#include "engine/batch_progress.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ponder {

BatchProgress::BatchProgress(size_t size, OnDone on_done)
    : members_(size), on_done_(std::move(on_done)) {}

void BatchProgress::Finish(size_t index, int generated) {
  members_[index].generated = generated;
  members_[index].finished = true;
}

void BatchProgress::Cancel(size_t index) {
  members_[index].finished = true;
  members_[index].reported = true;
}

std::vector<size_t> BatchProgress::Report(const std::function<const Generation&(size_t)>& result) {
  std::vector<size_t> cancelled;
  if (!on_done_) return cancelled;
  while (true) {
    int slowest = std::numeric_limits<int>::max();
    size_t next = members_.size();
    for (size_t i = 0; i < members_.size(); ++i) {
      const Member& member = members_[i];
      if (!member.finished) {
        slowest = std::min(slowest, member.generated);
      } else if (!member.reported &&
                 (next == members_.size() || member.generated < members_[next].generated)) {
        next = i;
      }
    }
    if (next == members_.size() || members_[next].generated > slowest) return cancelled;
    members_[next].reported = true;
    for (size_t index : on_done_(next, result(next))) {
      if (index >= members_.size() || members_[index].finished) continue;
      Cancel(index);
      cancelled.push_back(index);
    }
  }
}

}  // namespace ponder
