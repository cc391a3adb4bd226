#include "cli/memory_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/machine.h"
#include "ponder/error.h"

namespace ponder {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kGigabyte = 1'000'000'000;

// A model of a gigabyte, and half of one a sequence.
int64_t Memory(const LlamaOptions& options) {
  return kGigabyte + options.sequences * kGigabyte / 2;
}

LlamaOptions Options(int sequences) {
  LlamaOptions options;
  options.sequences = sequences;
  return options;
}

TEST(FitMemory, LeavesWhatFits) {
  for (const std::optional<int64_t> free :
       {std::optional(3 * kGigabyte), std::optional<int64_t>()}) {
    const MemoryFit fit = FitMemory(Options(4), true, free, Memory);
    EXPECT_EQ(fit.options.sequences, 4);
    EXPECT_EQ(fit.note, "");
  }
}

TEST(FitMemory, CutsSequencesThatNobodyAskedFor) {
  LlamaOptions options = Options(32);
  options.context = 32 * 100;
  const MemoryFit fit = FitMemory(options, true, 3 * kGigabyte, Memory);
  EXPECT_EQ(fit.options.sequences, 4);
  EXPECT_EQ(fit.options.context, 400);
  EXPECT_THAT(fit.note, HasSubstr("4 sequences side by side instead of 32"));
}

TEST(FitMemory, RefusesWhatWasAskedForAndSaysWhatWouldFit) {
  try {
    FitMemory(Options(32), false, 3 * kGigabyte, Memory);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("32 sequences take 17.0 GB, and 3.0 GB are free"));
    EXPECT_THAT(error.what(), HasSubstr("--sequences 4 would fit"));
    EXPECT_THAT(error.what(), HasSubstr("--layout shared"));
  }
  try {
    FitMemory(Options(32), true, kGigabyte, Memory);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("not even one sequence fits"));
  }
}

TEST(FreeMemory, IsSomethingWhereTheSystemTells) {
  const auto free = FreeMemory();
  if (free) {
    EXPECT_GT(*free, 1'000'000);
  }
}

}  // namespace
}  // namespace ponder
