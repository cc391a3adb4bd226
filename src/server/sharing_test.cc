// Many clients on one server: turns, clients that leave, the end.
#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "engine/fake/toy.h"
#include "server/admission.h"
#include "server/raw_client.h"
#include "server/served_test.h"
#include "server/slow_engine.h"

namespace ponder {
namespace {

using std::chrono::milliseconds;
using Turn = Admission::Turn;

std::unique_ptr<Admission::Ticket> Enter(Admission& admission, const std::string& client) {
  auto entered = admission.Enter(client);
  auto* ticket = std::get_if<std::unique_ptr<Admission::Ticket>>(&entered);
  return ticket == nullptr ? nullptr : std::move(*ticket);
}

Turn Look(Admission::Ticket& ticket) { return ticket.Await({}, Admission::Clock::now()); }

TEST(AdmissionTest, ClientsTakeTurns) {
  Admission admission(1, 10);
  auto first = Enter(admission, "many");
  std::vector<std::unique_ptr<Admission::Ticket>> many;
  for (int i = 0; i < 5; ++i) many.push_back(Enter(admission, "many"));
  auto few = Enter(admission, "few");
  EXPECT_EQ(Look(*first), Turn::kRuns);
  EXPECT_EQ(Look(*few), Turn::kLate);
  first.reset();
  EXPECT_EQ(Look(*few), Turn::kRuns);
  EXPECT_EQ(Look(*many[0]), Turn::kLate);
  few.reset();
  EXPECT_EQ(Look(*many[0]), Turn::kRuns);
  EXPECT_EQ(Look(*many[1]), Turn::kLate);
}

TEST(AdmissionTest, WhoLeavesTheQueueGivesThePlaceAway) {
  Admission admission(1, 1);
  auto runs = Enter(admission, "a");
  auto waits = Enter(admission, "a");
  EXPECT_EQ(Enter(admission, "a"), nullptr);
  waits.reset();
  waits = Enter(admission, "a");
  ASSERT_NE(waits, nullptr);
  runs.reset();
  EXPECT_EQ(Look(*waits), Turn::kRuns);
}

TEST(AdmissionTest, AFullQueueHasRoomForWhoWaitsWithLittle) {
  Admission admission(1, 3);
  auto runs = Enter(admission, "many");
  std::vector<std::unique_ptr<Admission::Ticket>> many;
  for (int i = 0; i < 3; ++i) many.push_back(Enter(admission, "many"));
  EXPECT_EQ(Enter(admission, "many"), nullptr);
  const auto few = Enter(admission, "few");
  ASSERT_NE(few, nullptr);
  EXPECT_EQ(Look(*many[2]), Turn::kPushedOut);
  EXPECT_EQ(Look(*many[1]), Turn::kLate);
  EXPECT_EQ(admission.waiting(), 3u);
}

TEST(AdmissionTest, AClosedOneLetsNobodyInButKeepsWhoIsThere) {
  Admission admission(1, 3);
  auto runs = Enter(admission, "a");
  auto waits = Enter(admission, "a");
  admission.Close();
  EXPECT_EQ(Enter(admission, "b"), nullptr);
  runs.reset();
  EXPECT_EQ(Look(*waits), Turn::kRuns);
}

TEST(SharingTest, WhatIsTooMuchIsRefusedAndSaysWhenToComeAgain) {
  const RunningServer server({.running = 1, .waiting = 1},
                             HouseOf("slow", std::make_shared<SlowEngine>(milliseconds(5))));
  RawClient runs(server.port()), waits(server.port());
  runs.Post("/v1/chat/completions", RunningServer::Body(R"("max_tokens":100000)"));
  ASSERT_TRUE(server.Await("queue_running", 1));
  waits.Post("/v1/chat/completions", RunningServer::Body(R"("max_tokens":100000)"));
  ASSERT_TRUE(server.Await("queue_waiting", 1));
  const httplib::Result refused = server.Post("");
  EXPECT_EQ(refused->status, 503);
  EXPECT_GE(std::stoi(refused->get_header_value("Retry-After")), 1);
  EXPECT_EQ(Json::parse(refused->body)["error"]["type"], "server_error");
  // Who goes while waiting leaves at once, and costs nothing.
  waits.Close();
  EXPECT_TRUE(server.Await("queue_waiting", 0));
  runs.Close();
  EXPECT_TRUE(server.Await("queue_running", 0));
  EXPECT_EQ(server.Metric("cancelled_total"), 2);
  EXPECT_EQ(server.Metric("accepted_total"), 2);
}

TEST(SharingTest, ASilentStreamSaysThatItIsStillThere) {
  const RunningServer server({.heartbeat_seconds = 0.02},
                             HouseOf("slow", std::make_shared<SlowEngine>(milliseconds(150))));
  const httplib::Result slow = server.Post(R"("max_tokens":2,"stream":true)");
  ASSERT_EQ(slow->status, 200);
  EXPECT_NE(slow->body.find("\n\n: still at work\n\n"), std::string::npos) << slow->body;
  EXPECT_NE(slow->body.find("\"finish_reason\":\"length\""), std::string::npos);
  EXPECT_TRUE(slow->body.ends_with("data: [DONE]\n\n"));
  const httplib::Result whole = server.Post(R"("max_tokens":2)");
  EXPECT_EQ(whole->body.find("still at work"), std::string::npos);
}

// A stream that has begun has its status already: what goes wrong comes as an event.
TEST(SharingTest, AStreamThatFailsAfterItsFirstLineSaysWhy) {
  class Failing : public SlowEngine {
   public:
    using SlowEngine::SlowEngine;

   protected:
    void Logits(const GenerateRequest& request, std::span<const Token> prompt,
                const TokenLoop& loop, std::span<float> logits) override {
      SlowEngine::Logits(request, prompt, loop, logits);
      throw Error(ErrorCode::kModel, "the weights fell out");
    }
  };
  const RunningServer server({.heartbeat_seconds = 0.02},
                             HouseOf("slow", std::make_shared<Failing>(milliseconds(150))));
  const httplib::Result stream = server.Post(R"("max_tokens":2,"stream":true)");
  ASSERT_EQ(stream->status, 200);
  const size_t beat = stream->body.find(": still at work");
  const size_t error = stream->body.find("data: {\"error\":");
  ASSERT_NE(beat, std::string::npos) << stream->body;
  ASSERT_NE(error, std::string::npos) << stream->body;
  EXPECT_LT(beat, error);
  EXPECT_EQ(stream->body.find("finish_reason\":\"stop"), std::string::npos) << stream->body;
  const httplib::Result whole = server.Post(R"("max_tokens":2)");
  EXPECT_EQ(whole->status, 500) << whole->body;
  EXPECT_TRUE(server.Await("queue_running", 0));
}

TEST(SharingTest, ARequestHasSoLongInAll) {
  const RunningServer server({.running = 1, .request_seconds = 0.3},
                             HouseOf("slow", std::make_shared<SlowEngine>(milliseconds(5))));
  httplib::Result runs, waits;
  std::thread other([&] { runs = server.Post(R"("max_tokens":100000)"); });
  ASSERT_TRUE(server.Await("queue_running", 1));
  std::this_thread::sleep_for(milliseconds(50));
  waits = server.Post(R"("max_tokens":1000,"seed":1)");
  other.join();
  // What was found by then is the answer, and said to be cut.
  ASSERT_EQ(runs->status, 200) << runs->body;
  EXPECT_EQ(Json::parse(runs->body)["choices"][0]["finish_reason"], "length");
  EXPECT_TRUE(waits->status == 200 || waits->status == 503) << waits->status;
}

// After the end of a socket can be read, at most one step starts.
TEST(SharingTest, NothingIsComputedForClientsThatHaveGone) {
  const auto engine = std::make_shared<SlowEngine>(milliseconds(8));
  const RunningServer server({}, HouseOf("slow", engine));
  std::mt19937 random(7);
  int tried = 0;
  for (int i = 0; i < 34; ++i) {
    for (const std::string method : {"direct", "best_of_n", "budget_forcing"}) {
      for (const char* stream : {"true", "false"}) {
        RawClient client(server.port());
        client.Post("/v1/chat/completions",
                    RunningServer::Body(R"("max_tokens":100000,"stream":)" + std::string(stream) +
                                        R"(,"ponder":{"method":")" + method + R"("})"));
        std::this_thread::sleep_for(milliseconds(random() % 40));
        if (i % 4 == 3) {
          client.HalfClose();  // counts as gone, too
        } else {
          client.Close();
        }
        const int before = engine->started();
        ASSERT_TRUE(server.Await("in_flight", 0));
        EXPECT_LE(engine->started() - before, 1) << method << " " << stream;
        ++tried;
      }
    }
  }
  EXPECT_EQ(server.Metric("cancelled_total"), server.Metric("accepted_total"));
  EXPECT_GE(tried, 200);
}

TEST(SharingTest, WhatRunsIsAnsweredBeforeTheEnd) {
  RunningServer server({.running = 1},
                       HouseOf("slow", std::make_shared<SlowEngine>(milliseconds(2))));
  httplib::Result runs, waits;
  std::thread one([&] { runs = server.Post(R"("max_tokens":100)"); });
  ASSERT_TRUE(server.Await("queue_running", 1));
  std::thread two([&] { waits = server.Post(R"("max_tokens":20)"); });
  ASSERT_TRUE(server.Await("queue_waiting", 1));
  std::thread drain([&] { server.server().Drain(20); });
  while (server.Client().Get("/health")->status == 200) std::this_thread::yield();
  EXPECT_EQ(Json::parse(server.Client().Get("/health")->body)["status"], "draining");
  const httplib::Result late = server.Post("");
  EXPECT_EQ(late->status, 503);
  EXPECT_FALSE(late->get_header_value("Retry-After").empty());
  for (std::thread* thread : {&one, &two, &drain}) thread->join();
  EXPECT_EQ(runs->status, 200);
  EXPECT_EQ(waits->status, 200);
}

TEST(SharingTest, WhatDoesNotEndInTimeIsNotAnswered) {
  RunningServer server({.running = 1},
                       HouseOf("slow", std::make_shared<SlowEngine>(milliseconds(2))));
  httplib::Result runs, waits;
  std::thread one([&] { runs = server.Post(R"("max_tokens":100000)"); });
  ASSERT_TRUE(server.Await("queue_running", 1));
  std::thread two([&] { waits = server.Post(R"("max_tokens":100000)"); });
  ASSERT_TRUE(server.Await("queue_waiting", 1));
  server.server().Drain(0.05);
  one.join();
  two.join();
  EXPECT_EQ(runs->status, 503);
  EXPECT_EQ(waits->status, 503);
  EXPECT_EQ(server.Metric("failed_total"), 2);
}

TEST(SharingTest, TheCountsAddUp) {
  const RunningServer server({.running = 3, .waiting = 4},
                             HouseOf<Engine>("toy", MakeToyEngine(1)));
  const std::vector<std::string> bodies{
      R"("max_tokens":20)", R"("max_tokens":20,"stream":true)", R"("n":0)",
      R"("ponder":{"method":"self_consistency","scorer":"judge"})",
      R"("max_tokens":30,"ponder":{"method":"best_of_n"})"};
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      for (int i = 0; i < 40; ++i) {
        if ((c + i) % 6 == 5) {
          const RawClient gone(server.port());
          gone.Post("/v1/chat/completions", RunningServer::Body(bodies[4]));
        } else {
          const auto result = server.Post(bodies[static_cast<size_t>(c + i) % bodies.size()]);
          EXPECT_TRUE(result &&
                      (result->status == 200 || result->status == 400 || result->status == 503));
        }
      }
    });
  }
  const auto check = [](const std::string& text) {
    const auto of = [&text](const char* name) { return RunningServer::Number(text, name); };
    EXPECT_EQ(of("accepted_total"),
              of("answered_total") + of("cancelled_total") + of("failed_total") + of("in_flight"));
    EXPECT_LE(of("queue_running"), 3);
    EXPECT_LE(of("queue_waiting"), 4);
  };
  for (int i = 0; i < 50; ++i) check(server.Metrics());  // at work
  for (std::thread& client : clients) client.join();
  // Clients that left may still be found out.
  for (const char* gauge : {"in_flight", "queue_running", "queue_waiting"}) {
    EXPECT_TRUE(server.Await(gauge, 0)) << gauge;
  }
  const std::string text = server.Metrics();
  check(text);
  EXPECT_GT(RunningServer::Number(text, "accepted_total"), 100);
  EXPECT_GT(RunningServer::Number(text, "answered_total"), 0);
  EXPECT_GT(RunningServer::Number(text, "failed_total"), 0);
}

}  // namespace
}  // namespace ponder
