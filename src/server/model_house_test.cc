#include "server/model_house.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "engine/fake/toy.h"
#include "server/served_test.h"

namespace ponder {
namespace {

using State = ModelHouse::State;

class Houses : public testing::Test {
 protected:
  // Each takes one of two places.
  void SetUp() override {
    for (const char* name : {"a", "b", "c"}) house_->Add(Source(name));
  }
  ModelSource Source(const std::string& name) {
    return {name, 1, [this] {
              ++loads_;
              return std::shared_ptr<Engine>(MakeToyEngine(1));
            }};
  }
  State StateOf(const std::string& name) const {
    for (const ModelHouse::Seen& seen : house_->Models()) {
      if (seen.name == name) return seen.state;
    }
    return State::kFailed;
  }

  std::atomic<int> loads_ = 0;
  std::shared_ptr<ModelHouse> house_ = std::make_shared<ModelHouse>(2);
};

TEST_F(Houses, LoadAtFirstUseAndSendTheOldestAway) {
  EXPECT_EQ(StateOf("a"), State::kUnloaded);
  house_->Use("a");
  house_->Use("b");
  house_->Use("a");
  EXPECT_EQ(loads_, 2);
  house_->Use("c");
  EXPECT_EQ(StateOf("a"), State::kLoaded);
  EXPECT_EQ(StateOf("b"), State::kUnloaded);
  EXPECT_EQ(StateOf("c"), State::kLoaded);
}

TEST_F(Houses, NeverUnloadAModelInUse) {
  auto a = house_->Use("a");
  auto b = house_->Use("b");
  auto c = std::async(std::launch::async, [&] { return house_->Use("c"); });
  while (StateOf("a") != State::kLeaving) std::this_thread::yield();
  EXPECT_EQ(c.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  EXPECT_EQ(a->engine->Info().model, "toy-1");
  EXPECT_EQ(house_->Use("b")->name, "b");  // others go on
  a.reset();
  EXPECT_EQ(c.get()->name, "c");
  EXPECT_EQ(StateOf("a"), State::kUnloaded);
}

TEST_F(Houses, WaitingForRoomCanBeStopped) {
  const auto a = house_->Use("a");
  const auto b = house_->Use("b");
  std::stop_source stop;
  auto c = std::async(std::launch::async, [&] { return house_->Use("c", stop.get_token()); });
  while (StateOf("a") != State::kLeaving) std::this_thread::yield();
  stop.request_stop();
  EXPECT_THROW(c.get(), Error);
  EXPECT_EQ(StateOf("a"), State::kLoaded);
}

TEST_F(Houses, ManyAtOnceLoadOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { house_->Use("a"); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(loads_, 1);
}

TEST_F(Houses, EveryoneGetsATurnWhereOnlyTwoFit) {
  std::vector<std::thread> threads;
  std::atomic<int> used = 0;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 50; ++j) {
        const std::string name(1, static_cast<char>('a' + (i + j) % 3));
        used += house_->Use(name)->name == name;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(used, 300);
}

TEST(HouseTest, WhatCannotBeLoadedIsSaidWithoutPaths) {
  auto house = std::make_shared<ModelHouse>();
  house->Add("toy", MakeToyEngine(1));
  house->Add({"broken", 1, []() -> std::shared_ptr<Engine> {
                throw Error(ErrorCode::kModel, "/secret/model.gguf is damaged");
              }});
  const RunningServer server({}, house);
  const httplib::Result reply = server.Post(R"("model":"broken")");
  EXPECT_EQ(reply->status, 503);
  EXPECT_EQ(reply->body.find("secret"), std::string::npos) << reply->body;
  EXPECT_EQ(server.Post(R"("model":"toy")")->status, 200);
  const Json models = Json::parse(server.Client().Get("/v1/models")->body);
  EXPECT_EQ(models["data"][0]["state"], "loaded");
  EXPECT_EQ(models["data"].back()["state"], "failed");
}

TEST(HouseTest, NamesDifferAndFit) {
  ModelHouse house(10);
  house.Add("a", MakeToyEngine(1));
  EXPECT_THROW(house.Add("a", MakeToyEngine(1)), Error);
  EXPECT_THROW(house.Add({"b", 11, nullptr}), Error);
}

}  // namespace
}  // namespace ponder
