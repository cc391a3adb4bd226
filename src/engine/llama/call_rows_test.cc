#include "engine/llama/call_rows.h"

#include <gtest/gtest.h>

#include <functional>

namespace ponder {
namespace {

// How many of so many calls that need `needed` rows have `rows`.
int Count(CallRows& calls, size_t needed, size_t rows, int count,
          const std::function<double(size_t)>& seconds) {
  int found = 0;
  for (int i = 0; i < count; ++i) {
    const size_t chosen = calls.Choose(needed);
    EXPECT_GE(chosen, needed);
    found += chosen == rows ? 1 : 0;
    calls.Note(chosen, seconds(chosen));
  }
  return found;
}

// A pass over the weights for every four rows, and one for what is left.
double Tiled(size_t rows) { return static_cast<double>(rows / 4 + (rows % 4 == 0 ? 0 : 3)); }
double Even(size_t rows) { return static_cast<double>(rows); }

TEST(CallRowsTest, PadsWhereThatIsFaster) {
  CallRows calls;
  EXPECT_GE(Count(calls, 7, 8, 1000, Tiled), 990);
  EXPECT_EQ(Count(calls, 8, 8, 100, Tiled), 100);
  EXPECT_GE(Count(calls, 13, 16, 1000, Tiled), 990);
}

TEST(CallRowsTest, AndNowhereElse) {
  CallRows calls;
  EXPECT_GE(Count(calls, 7, 7, 1000, Even), 990);
  EXPECT_EQ(Count(calls, 1, 1, 100, Tiled), 100);
  EXPECT_EQ(Count(calls, 3, 3, 100, Tiled), 100);
}

// A machine that was busy while one of them was tried.
TEST(CallRowsTest, LooksAgain) {
  CallRows calls;
  Count(calls, 7, 8, 100, [](size_t rows) { return rows == 8 ? 100.0 : Tiled(rows); });
  Count(calls, 7, 8, 2500, Tiled);
  EXPECT_GE(Count(calls, 7, 8, 1000, Tiled), 990);
}

}  // namespace
}  // namespace ponder
