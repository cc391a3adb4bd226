#include "ponder/random.h"

#include <gtest/gtest.h>

#include <set>

namespace ponder {
namespace {

TEST(RandomStream, IsAPureFunctionOfItsPath) {
  const RandomStream stream(7);
  EXPECT_EQ(stream.Child(3).Bits(5), RandomStream(7).Child(3).Bits(5));
  EXPECT_NE(stream.Child(3).Bits(5), stream.Child(4).Bits(5));
  EXPECT_NE(stream.Child(3).Bits(5), stream.Child(3).Bits(6));
  EXPECT_NE(stream.Child("judge").key(), stream.Child("policy").key());
  EXPECT_NE(stream.key(), RandomStream(8).key());
}

TEST(RandomStream, ChildrenDoNotCollide) {
  std::set<uint64_t> keys;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    for (uint64_t child = 0; child < 100; ++child) {
      keys.insert(RandomStream(seed).Child(child).key());
    }
  }
  EXPECT_EQ(keys.size(), 10000u);
}

TEST(RandomStream, UniformFillsTheUnitInterval) {
  const RandomStream stream(1);
  double sum = 0;
  for (uint64_t n = 0; n < 10000; ++n) {
    const double x = stream.Uniform(n);
    ASSERT_GE(x, 0.0);
    ASSERT_LT(x, 1.0);
    sum += x;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.01);
}

TEST(RandomStream, IntegerReachesBothEnds) {
  const RandomStream stream(2);
  std::set<int64_t> seen;
  for (uint64_t n = 0; n < 200; ++n) seen.insert(stream.Integer(n, -2, 2));
  EXPECT_EQ(seen, (std::set<int64_t>{-2, -1, 0, 1, 2}));
}

}  // namespace
}  // namespace ponder
