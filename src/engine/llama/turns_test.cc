#include "engine/llama/turns.h"

#include <gtest/gtest.h>

namespace ponder {
namespace {

TEST(TurnsTest, TheJobWithTheFewestLanesIsNext) {
  Job many, few;
  many.sequences.resize(3);
  few.sequences.resize(2);
  std::deque<Sequence*> waiting;
  for (Job* job : {&many, &few}) {
    for (Sequence& sequence : job->sequences) {
      sequence.job = job;
      waiting.push_back(&sequence);
    }
  }
  std::string order;
  while (Sequence* next = NextInTurn(waiting, 8, 0)) {
    order += next->job == &many ? 'm' : 'f';
    EXPECT_EQ(next, next->job->sequences.data() + next->job->running);  // in their own order
    ++next->job->running;
    std::erase(waiting, next);
  }
  EXPECT_EQ(order, "mfmfm");
}

TEST(TurnsTest, ReservedLanesAreForNewcomers) {
  Job old, fresh;
  old.sequences.resize(1);
  fresh.sequences.resize(1);
  old.sequences[0].job = &old;
  fresh.sequences[0].job = &fresh;
  old.running = 3;
  std::deque<Sequence*> waiting{&old.sequences[0]};
  EXPECT_EQ(NextInTurn(waiting, 1, 1), nullptr);
  EXPECT_EQ(NextInTurn(waiting, 2, 1), waiting[0]);
  waiting.push_back(&fresh.sequences[0]);
  EXPECT_EQ(NextInTurn(waiting, 1, 1), waiting[1]);
  EXPECT_EQ(NextInTurn({}, 1, 0), nullptr);
}

}  // namespace
}  // namespace ponder
