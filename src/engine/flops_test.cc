#include <gtest/gtest.h>

#include "ponder/engine.h"

namespace ponder {
namespace {

TEST(ForwardFlops, CountsActiveWeightsAndAttention) {
  EngineInfo info;
  info.parameters = 1000;
  info.layers = 2;
  info.attention_width = 4;
  // Three tokens after five others look at 6 + 7 + 8 positions: 2 x 1000 x 3 + 4 x 2 x 4 x 21.
  EXPECT_DOUBLE_EQ(ForwardFlops(info, 5, 3), 6000 + 672);
  info.active_parameters = 800;
  EXPECT_DOUBLE_EQ(ForwardFlops(info, 5, 3), 4800 + 672);
  EXPECT_DOUBLE_EQ(ForwardFlops(info, 5, 0), 0);
}

TEST(ForwardFlops, AddsUpOverParts) {
  EngineInfo info;
  info.parameters = 134515008;
  info.layers = 30;
  info.attention_width = 576;
  const double whole = ForwardFlops(info, 0, 1000);
  EXPECT_DOUBLE_EQ(ForwardFlops(info, 0, 400) + ForwardFlops(info, 400, 600), whole);
  // 2 x 134,515,008 x 1000 + 4 x 30 x 576 x 500,500, by hand.
  EXPECT_DOUBLE_EQ(whole, 269030016000.0 + 34594560000.0);
}

}  // namespace
}  // namespace ponder
