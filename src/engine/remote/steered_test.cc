// Steering by stop and continue.
#include <gtest/gtest.h>

#include "engine/remote/fake_server.h"
#include "engine/remote/remote_engine.h"
#include "engine/remote/request_body.h"
#include "ponder/remote.h"

namespace ponder {
namespace {

struct Case {
  ServerKind kind;
  FakeServer server;
  std::shared_ptr<Engine> engine;
  explicit Case(ServerKind which) : kind(which), server(which) {
    RemoteOptions options;
    options.urls = {server.Url()};
    engine = ConnectRemoteEngine(options);
    server.said = 0;
  }
};

GenerateRequest Steered(std::vector<SteeringRule> rules, int max_tokens = 60) {
  GenerateRequest request;
  request.prompt = Prompt::Chat({Message("user", std::string("think"))});
  request.max_tokens = max_tokens;
  request.rules = std::move(rules);
  return request;
}

// The server counts on from the words of the begun answer, and stops at word `words`.
TEST(Steered, AStopIsTakenBackAndTheAnswerGoesOn) {
  for (const ServerKind kind : {ServerKind::kLlama, ServerKind::kVllm, ServerKind::kSglang}) {
    Case own(kind);
    own.server.words = 3;
    std::string streamed;
    GenerateRequest request =
        Steered({InjectAtStop{.at_stop = true, .text = " so", .times = 1, .next_phase = 0}});
    request.on_text = [&](const StreamUpdate& update) {
      streamed += update.text;
      own.server.words = 5;
    };
    const Generation result = own.engine->Generate(std::span(&request, 1)).front();
    EXPECT_EQ(result.text, "w1 w2 w3 so w4 w5");
    EXPECT_EQ(streamed, result.text);
    EXPECT_EQ(result.stop, StopReason::kEnd);
    EXPECT_EQ(result.fired, std::vector<int>{1});
    EXPECT_EQ(own.engine->Detokenize(result.tokens), result.text);
    EXPECT_EQ(result.usage.generated, 5 + 1);  // " so" is one piece of three bytes
    EXPECT_EQ(own.server.said, 5);
    EXPECT_EQ(Json::parse(own.server.Calls().back())["messages"].back()["content"], "w1 w2 w3 so");
  }
}

TEST(Steered, ALimitClosesThePhase) {
  Case own(ServerKind::kVllm);
  own.server.words = 100;
  own.server.word_milliseconds = 5;
  GenerateRequest request = Steered(
      {InjectAtTokens{.phase = 0, .tokens = 4, .text = "END:", .fresh_line = true, .next_phase = 1},
       InjectAtTokens{.phase = 1, .tokens = 5, .text = "", .end = true}});
  const Generation result = own.engine->Generate(std::span(&request, 1)).front();
  EXPECT_TRUE(result.text.starts_with("w1 w2 w3 w4\nEND:")) << result.text;
  EXPECT_EQ(result.stop, StopReason::kPhaseLimit);
  ASSERT_EQ(result.phases.size(), 1u);
  EXPECT_EQ(result.phases[0].phase, 1);
  EXPECT_LE(result.usage.generated, 60);
  EXPECT_LT(own.server.said, 40);  // the connection was closed
}

TEST(Steered, AMarkerIsCutAndStopStringsAreFoundHere) {
  Case own(ServerKind::kVllm);
  own.server.words = 8;
  GenerateRequest request =
      Steered({InjectAtStop{.markers = {" w3"}, .text = " instead", .times = 1, .next_phase = 1}});
  request.stop = {"w5"};
  const Generation result = own.engine->Generate(std::span(&request, 1)).front();
  // Two words stand when the server goes on.
  EXPECT_EQ(result.text, "w1 w2 instead w3 w4 ");
  EXPECT_EQ(result.stop, StopReason::kStopString);
  EXPECT_EQ(result.stop_string, "w5");
}

TEST(Steered, NeverMoreThanMaxTokensAndNeverForEver) {
  for (int max_tokens = 1; max_tokens < 16; ++max_tokens) {
    Case own(ServerKind::kLlama);
    own.server.words = 4;
    GenerateRequest request = Steered(
        {InjectAtStop{.at_stop = true, .text = " and on", .times = 1 << 30, .next_phase = 0}},
        max_tokens);
    const Generation result = own.engine->Generate(std::span(&request, 1)).front();
    EXPECT_LE(result.usage.generated, max_tokens);
    EXPECT_EQ(result.stop, StopReason::kLength);
  }
  Case own(ServerKind::kLlama);
  own.server.words = 4;
  GenerateRequest silent = Steered({InjectAtStop{
      .at_stop = true, .text = "", .times = 1 << 30, .until_tokens = 50, .next_phase = 0}});
  const Generation result = own.engine->Generate(std::span(&silent, 1)).front();
  EXPECT_EQ(result.text, "w1 w2 w3 w4");
  EXPECT_EQ(result.stop, StopReason::kEnd);
}

TEST(Steered, SiblingsAreReportedOnceAndAStopEndsAll) {
  Case own(ServerKind::kVllm);
  std::vector<GenerateRequest> requests(
      3, Steered({InjectAtTokens{.tokens = 2, .text = " x", .next_phase = 1}}));
  std::vector<int> reports(3);
  const auto results =
      own.engine->Generate(requests,
                           [&reports](size_t i, const Generation&) -> std::vector<size_t> {
                             ++reports[i];
                             return {};
                           },
                           {});
  EXPECT_EQ(reports, (std::vector<int>{1, 1, 1}));
  for (const Generation& result : results) EXPECT_TRUE(result.text.starts_with("w1 w2 x"));
  std::stop_source source;
  source.request_stop();
  for (const Generation& result : own.engine->Generate(requests, nullptr, source.get_token())) {
    EXPECT_EQ(result.stop, StopReason::kCancelled);
    EXPECT_EQ(result.usage.generated, 0);
  }
}

TEST(Steered, WhatCannotBeKeptIsRefused) {
  Case own(ServerKind::kVllm);
  GenerateRequest request = Steered({ForbidStopUntil{.tokens = 4}});
  EXPECT_THROW(own.engine->Generate(std::span(&request, 1)), Error);
  Case other(ServerKind::kOpenAi);
  request = Steered({InjectAtTokens{.tokens = 2, .text = " x", .next_phase = 1}});
  EXPECT_THROW(other.engine->Generate(std::span(&request, 1)), Error);
}

}  // namespace
}  // namespace ponder
