#include "base/room.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/parallel.h"

namespace ponder {
namespace {

TEST(RoomTest, NeverHoldsMoreThanItHasPlaces) {
  Room room(5);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  Parallel(12, [&](size_t i) {
    const int count = static_cast<int>(i % 4);  // 0 to 3
    for (int round = 0; round < 50; ++round) {
      ASSERT_TRUE(room.Enter(count, {}));
      const int now = inside += count;
      for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::yield();
      inside -= count;
      room.Leave(count);
    }
  });
  EXPECT_LE(most, 5);
  EXPECT_EQ(inside, 0);
}

TEST(RoomTest, WhoWantsMoreThanThereIsComesAlone) {
  Room room(5);
  EXPECT_TRUE(room.Enter(1, {}));
  std::atomic<bool> in = false;
  std::thread large([&] {
    EXPECT_TRUE(room.Enter(7, {}));
    in = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(in);
  room.Leave(1);
  large.join();
  std::stop_source stop;
  std::thread small([&] { EXPECT_FALSE(room.Enter(1, stop.get_token())); });
  stop.request_stop();
  small.join();
  EXPECT_FALSE(room.Enter(0, stop.get_token()));
}

}  // namespace
}  // namespace ponder
