#include "engine/batch_progress.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ponder/random.h"

namespace ponder {
namespace {

using Indices = std::vector<size_t>;

TEST(BatchProgress, WaitsForSiblingsToComeAsFar) {
  Indices reported;
  const Generation any;
  BatchProgress progress(3, [&](size_t index, const Generation&) -> Indices {
    reported.push_back(index);
    return {};
  });
  const auto result = [&any](size_t) -> const Generation& { return any; };
  progress.Finish(0, 5);
  progress.Progress(1, 4);
  progress.Progress(2, 9);
  progress.Report(result);
  EXPECT_TRUE(reported.empty());
  progress.Progress(1, 5);
  progress.Report(result);
  EXPECT_EQ(reported, (Indices{0}));
  progress.Finish(2, 12);
  progress.Finish(1, 12);
  progress.Report(result);
  EXPECT_EQ(reported, (Indices{0, 1, 2}));
}

TEST(BatchProgress, CancelsOnlyWhatRuns) {
  const Generation any;
  int calls = 0;
  BatchProgress progress(3, [&](size_t, const Generation&) -> Indices {
    ++calls;
    return {0, 1, 2, 99};
  });
  progress.Finish(0, 2);
  progress.Progress(1, 2);
  progress.Progress(2, 2);
  const auto cancelled = progress.Report([&any](size_t) -> const Generation& { return any; });
  EXPECT_EQ(cancelled, (Indices{1, 2}));
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(progress.Report([&any](size_t) -> const Generation& { return any; }).empty());
  EXPECT_EQ(calls, 1);
}

// However the engine interleaves its members, the reports come in the same order.
TEST(BatchProgress, OrderDoesNotDependOnInterleaving) {
  const Indices lengths{7, 3, 3, 9, 1};
  Indices expected;
  for (uint64_t trial = 0; trial < 200; ++trial) {
    const RandomStream random(trial);
    Indices reported;
    const Generation any;
    BatchProgress progress(lengths.size(), [&](size_t index, const Generation&) -> Indices {
      reported.push_back(index);
      return {};
    });
    Indices done(lengths.size());
    for (uint64_t draw = 0; reported.size() < lengths.size(); ++draw) {
      const auto i =
          static_cast<size_t>(random.Integer(draw, 0, static_cast<int64_t>(lengths.size()) - 1));
      if (done[i] == lengths[i]) continue;
      ++done[i];
      progress.Progress(i, static_cast<int>(done[i]));
      if (done[i] == lengths[i]) progress.Finish(i, static_cast<int>(done[i]));
      progress.Report([&any](size_t) -> const Generation& { return any; });
    }
    if (trial == 0) expected = reported;
    EXPECT_EQ(reported, expected) << trial;
  }
  EXPECT_EQ(expected, (Indices{4, 1, 2, 0, 3}));
}

}  // namespace
}  // namespace ponder
