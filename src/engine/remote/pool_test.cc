// Several endpoints behind one engine.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>

#include "base/parallel.h"
#include "engine/remote/fake_server.h"
#include "engine/remote/remote_engine.h"
#include "ponder/remote.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::vector<GenerateRequest> Samples(size_t n, const std::string& text) {
  std::vector<GenerateRequest> requests(n);
  const Prompt prompt = Prompt::Chat({Message("user", text)});
  for (size_t i = 0; i < n; ++i) {
    requests[i].prompt = prompt;
    requests[i].random = RandomStream(7).Child(i);
    requests[i].max_tokens = 40;
  }
  return requests;
}

std::shared_ptr<Engine> Connect(const FakeServer& a, const FakeServer& b,
                                RemoteOptions options = {}) {
  options.urls = {a.Url(), b.Url()};
  return ConnectRemoteEngine(options);
}

TEST(Pool, APromptStaysWithItsServerAndPromptsSpread) {
  FakeServer a(ServerKind::kVllm);
  FakeServer b(ServerKind::kVllm);
  const auto engine = Connect(a, b);
  int at_a = 0;
  for (int question = 0; question < 20; ++question) {
    const std::string text = "question " + std::to_string(question);
    const size_t before = a.Calls().size();
    for (int again = 0; again < 3; ++again) engine->Generate(Samples(2, text));
    const size_t calls = a.Calls().size() - before;
    EXPECT_TRUE(calls == 0 || calls == 3) << calls;
    at_a += calls == 3 ? 1 : 0;
  }
  EXPECT_GT(at_a, 3);
  EXPECT_LT(at_a, 17);
}

TEST(Pool, ABusyServerIsPassedBy) {
  FakeServer a(ServerKind::kVllm);
  FakeServer b(ServerKind::kVllm);
  const auto engine = Connect(a, b);
  for (FakeServer* server : {&a, &b}) server->first_milliseconds = 200;
  const size_t before_a = a.Calls().size();
  const size_t before_b = b.Calls().size();
  Parallel(8, [&](size_t) { engine->Generate(Samples(8, "the same for all")); });
  const int calls_a = static_cast<int>(a.Calls().size() - before_a);
  const int calls_b = static_cast<int>(b.Calls().size() - before_b);
  EXPECT_EQ(calls_a + calls_b, 8);
  EXPECT_GE(std::min(calls_a, calls_b), 3);
}

TEST(Pool, ConnectionsHaveALimit) {
  FakeServer a(ServerKind::kOllama);
  a.most_choices = 1;
  RemoteOptions options;
  options.urls = {a.Url()};
  options.connections = 2;
  const auto engine = ConnectRemoteEngine(options);
  a.first_milliseconds = 100;
  const auto begin = Clock::now();
  for (const Generation& result : engine->Generate(Samples(6, "q"))) {
    EXPECT_EQ(result.usage.generated, 6);
  }
  EXPECT_GE(SecondsSince(begin), 0.29);  // three rounds of two
}

TEST(Pool, OneServerGoesAndComesBack) {
  FakeServer a(ServerKind::kVllm);
  auto b = std::make_unique<FakeServer>(ServerKind::kVllm);
  const int port = b->port();
  const auto engine = Connect(a, *b);
  b.reset();
  for (int question = 0; question < 12; ++question) {
    for (const Generation& result : engine->Generate(Samples(2, std::to_string(question)))) {
      EXPECT_EQ(result.text, "w1 w2 w3 w4 w5 w6") << result.error;
    }
  }
  auto& pool = dynamic_cast<RemoteEngine&>(*engine).pool();
  EXPECT_TRUE(pool.endpoints()[1]->open);
  b = std::make_unique<FakeServer>(ServerKind::kVllm, port);
  ASSERT_EQ(b->port(), port);
  for (int i = 0; i < 400 && b->Calls().empty(); ++i) {
    engine->Generate(Samples(1, std::to_string(i)));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_FALSE(b->Calls().empty());
}

TEST(Pool, AllDownIsAClearErrorInTimeAndRecoversWithoutRestart) {
  auto a = std::make_unique<FakeServer>(ServerKind::kVllm);
  auto b = std::make_unique<FakeServer>(ServerKind::kVllm);
  const int port = a->port();
  RemoteOptions options;
  options.retries = 2;
  options.wait_seconds = 1;
  const auto engine = Connect(*a, *b, options);
  a.reset();
  b.reset();
  for (int i = 0; i < 4; ++i) {
    const auto begin = Clock::now();
    const Generation result = engine->Generate(Samples(1, "anyone?")).front();
    EXPECT_EQ(result.stop, StopReason::kError);
    EXPECT_EQ(result.usage.generated, 0);
    EXPECT_NE(result.error.find("http://127.0.0.1:"), std::string::npos) << result.error;
    EXPECT_LT(SecondsSince(begin), 3);
  }
  const Generation waited = engine->Generate(Samples(1, "anyone?")).front();
  EXPECT_NE(waited.error.find("no endpoint answers"), std::string::npos) << waited.error;
  a = std::make_unique<FakeServer>(ServerKind::kVllm, port);
  ASSERT_EQ(a->port(), port);
  bool answered = false;
  for (int i = 0; i < 20 && !answered; ++i) {
    answered = engine->Generate(Samples(1, "anyone?")).front().stop == StopReason::kEnd;
  }
  EXPECT_TRUE(answered);
}

TEST(Pool, AServerThatIsAwayAtFirstMayJoin) {
  FakeServer a(ServerKind::kVllm);
  auto b = std::make_unique<FakeServer>(ServerKind::kVllm);
  const int port = b->port();
  RemoteOptions options;
  options.urls = {a.Url(), b->Url()};
  b.reset();
  const auto engine = ConnectRemoteEngine(options);
  EXPECT_EQ(engine->Generate(Samples(1, "q")).front().usage.generated, 6);
  b = std::make_unique<FakeServer>(ServerKind::kVllm, port);
  for (int i = 0; i < 400 && b->Calls().empty(); ++i) {
    engine->Generate(Samples(1, std::to_string(i)));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_FALSE(b->Calls().empty());
  options.urls = {"http://127.0.0.1:1/v1"};
  try {
    ConnectRemoteEngine(options);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
  }
}

TEST(Pool, ASlowServerIsHedgedAndItsSampleCountedOnce) {
  FakeServer a(ServerKind::kVllm);
  FakeServer b(ServerKind::kVllm);
  RemoteOptions options;
  options.hedge_seconds = 0.1;
  const auto engine = Connect(a, b, options);
  for (FakeServer* slow : {&a, &b}) {
    slow->first_milliseconds = 1500;
    for (int question = 0; question < 3; ++question) {
      const auto begin = Clock::now();
      const auto results = engine->Generate(Samples(2, std::to_string(question)));
      EXPECT_LT(SecondsSince(begin), 1);
      for (const Generation& result : results) {
        EXPECT_EQ(result.text, "w1 w2 w3 w4 w5 w6");
        EXPECT_EQ(result.usage.generated, 6);
      }
    }
    slow->first_milliseconds = 0;
  }
}

}  // namespace
}  // namespace ponder
