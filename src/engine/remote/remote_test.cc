// The engine against servers that play the dialects.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <set>
#include <thread>

#include "engine/metered.h"
#include "engine/remote/fake_server.h"
#include "engine/remote/remote_engine.h"
#include "engine/remote/request_body.h"
#include "ponder/remote.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::shared_ptr<Engine> Connect(const std::vector<const FakeServer*>& servers,
                                RemoteOptions options = {}) {
  for (const FakeServer* server : servers) options.urls.push_back(server->Url());
  return ConnectRemoteEngine(options);
}

std::vector<GenerateRequest> Samples(size_t n, int max_tokens = 40,
                                     const std::string& text = "how many?") {
  std::vector<GenerateRequest> requests(n);
  const Prompt prompt = Prompt::Chat({Message("user", text)});
  for (size_t i = 0; i < n; ++i) {
    requests[i].prompt = prompt;
    requests[i].random = RandomStream(7).Child(i);
    requests[i].max_tokens = max_tokens;
  }
  return requests;
}

constexpr const char* kSixWords = "w1 w2 w3 w4 w5 w6";

class Dialects : public testing::TestWithParam<ServerKind> {};
INSTANTIATE_TEST_SUITE_P(All, Dialects,
                         testing::Values(ServerKind::kLlama, ServerKind::kVllm, ServerKind::kSglang,
                                         ServerKind::kOllama, ServerKind::kOpenAi));

TEST_P(Dialects, SamplesTextAndBillAreRight) {
  FakeServer server(GetParam());
  if (GetParam() == ServerKind::kOllama) server.most_choices = 1;
  const auto engine = Connect({&server});
  server.said = 0;
  const size_t before = server.Calls().size();
  std::vector<std::string> streamed(3);
  auto requests = Samples(3);
  for (size_t i = 0; i < 3; ++i) {
    requests[i].on_text = [&text = streamed[i]](const StreamUpdate& update) {
      text += update.text;
    };
  }
  int64_t sum = 0;
  const auto results = engine->Generate(requests);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(results[i].text, kSixWords);
    EXPECT_EQ(streamed[i], kSixWords);
    EXPECT_EQ(results[i].stop, StopReason::kEnd);
    EXPECT_EQ(results[i].usage.generated, 6);
    EXPECT_EQ(results[i].usage.prompt, 10);
    EXPECT_EQ(results[i].usage.cached + results[i].usage.prefill, 10);
    EXPECT_EQ(engine->Detokenize(results[i].tokens), results[i].text);
    EXPECT_EQ(results[i].AsPiece().covered, results[i].text.size());
    sum += results[i].usage.generated;
  }
  EXPECT_EQ(sum, server.said);
  const auto calls = server.Calls();
  EXPECT_EQ(calls.size() - before, GetParam() == ServerKind::kOllama ? 3u : 1u);
  EXPECT_EQ(Json::parse(calls.back()).value("n", 1), GetParam() == ServerKind::kOllama ? 1 : 3);
}

TEST_P(Dialects, LimitsAreKeptAndNamed) {
  FakeServer server(GetParam());
  const auto engine = Connect({&server});
  for (const Generation& result : engine->Generate(Samples(2, 4))) {
    EXPECT_EQ(result.text, "w1 w2 w3 w4");
    EXPECT_EQ(result.stop, StopReason::kLength);
    EXPECT_EQ(result.usage.generated, 4);
  }
  const auto nothing = engine->Generate(Samples(1, 0)).front();
  EXPECT_EQ(nothing.stop, StopReason::kLength);
  EXPECT_EQ(nothing.usage.generated, 0);
}

TEST_P(Dialects, InfoSaysWhatThereIs) {
  FakeServer server(GetParam());
  if (GetParam() == ServerKind::kOllama) server.most_choices = 1;
  const EngineInfo info = Connect({&server})->Info();
  EXPECT_FALSE(info.exact);
  EXPECT_FALSE(info.exact_counts);
  EXPECT_NE(info.exactness.find(ServerKindName(GetParam())), std::string::npos) << info.exactness;
  const bool goes_on = GetParam() != ServerKind::kOllama && GetParam() != ServerKind::kOpenAi;
  EXPECT_EQ(info.prefix_continuation, goes_on ? Support::kNative : Support::kNone);
  EXPECT_EQ(info.steering, goes_on ? Support::kByRestart : Support::kNone);
  const bool parallel = info.exactness.find("n by parallel calls") != std::string::npos;
  EXPECT_EQ(parallel, GetParam() == ServerKind::kOllama);
  const bool less = info.exactness.find("top_k and min_p are not sent") != std::string::npos;
  EXPECT_EQ(less, !goes_on);
}

TEST(Remote, WhatNIsDeniedIsAskedInParallel) {
  FakeServer server(ServerKind::kVllm);
  const auto engine = Connect({&server});
  server.most_choices = 1;  // from now on
  server.said = 0;
  for (int round = 0; round < 2; ++round) {
    int64_t sum = 0;
    for (const Generation& result : engine->Generate(Samples(5))) {
      EXPECT_EQ(result.text, kSixWords);
      sum += result.usage.generated;
    }
    EXPECT_EQ(sum, 30);
  }
  EXPECT_EQ(server.said, 60);  // no sample was asked for twice
  EXPECT_FALSE(Json::parse(server.Calls().back()).contains("n"));
}

TEST(Remote, SeedsDifferFromSampleToSample) {
  FakeServer server(ServerKind::kVllm);
  server.most_choices = 1;
  const auto engine = Connect({&server});
  const size_t before = server.Calls().size();
  engine->Generate(Samples(3));
  std::set<int64_t> seeds;
  const auto calls = server.Calls();
  for (size_t i = before; i < calls.size(); ++i) {
    seeds.insert(Json::parse(calls[i])["seed"].get<int64_t>());
  }
  EXPECT_EQ(seeds.size(), 3u);
}

TEST(Remote, BudgetsAreNeverPassed) {
  for (const int64_t budget : {1, 5, 7, 12, 100}) {
    FakeServer server(ServerKind::kLlama);
    const auto engine = Connect({&server});
    server.said = 0;
    const auto ledger = std::make_shared<BudgetLedger>(BudgetLimits{budget, std::nullopt});
    MeteredEngine metered(engine, ledger, {"policy", false});
    int64_t sum = 0;
    for (const Generation& result : metered.Generate(Samples(3))) sum += result.usage.generated;
    EXPECT_LE(server.said, budget);
    EXPECT_EQ(server.said, sum);
    EXPECT_EQ(ledger->Lines()["policy"].completion_tokens, sum);
    EXPECT_EQ(sum, std::min<int64_t>(budget, 18));
  }
}

TEST(Remote, ThinkingIsTakenApart) {
  for (const std::string field : {"reasoning_details", "reasoning_content", "reasoning", "tags"}) {
    FakeServer server(ServerKind::kVllm);
    server.thinking_field = field;
    const auto engine = Connect({&server});
    const auto requests = Samples(1);
    const Generation result = engine->Generate(requests).front();
    const ParsedReply reply = engine->ParseReply(requests[0].prompt, result.text, false);
    EXPECT_EQ(reply.thinking, "w1 w2") << field;
    EXPECT_EQ(reply.content, "w3 w4 w5 w6") << field;
    EXPECT_EQ(result.usage.generated, 6) << field;
    // What came apart cannot be handed back as a beginning.
    const bool whole = field == "tags";
    EXPECT_EQ(engine->Info().prefix_continuation, whole ? Support::kNative : Support::kNone);
  }
}

TEST(Remote, ToolCallsComeBackWhole) {
  FakeServer server(ServerKind::kOpenAi);
  const auto engine = Connect({&server});
  auto requests = Samples(1);
  server.words = 5;
  requests[0].prompt.tools = std::make_shared<const std::vector<Tool>>(
      std::vector<Tool>{{"add", "adds", R"({"type":"object"})"}});
  std::string streamed;
  requests[0].on_text = [&streamed](const StreamUpdate& update) { streamed += update.text; };
  const Generation result = engine->Generate(requests).front();
  EXPECT_EQ(streamed, result.text);
  const ParsedReply reply = engine->ParseReply(requests[0].prompt, result.text, false);
  EXPECT_EQ(reply.content, "w1 w2");
  ASSERT_EQ(reply.tool_calls.size(), 1u);
  EXPECT_EQ(reply.tool_calls[0].name, "add");
  EXPECT_EQ(reply.tool_calls[0].id, "c1");
  EXPECT_EQ(Json::parse(reply.tool_calls[0].arguments), (Json{{"a", 1}}));
}

TEST(Remote, LogprobsAreOfTheEndpointsTokens) {
  FakeServer server(ServerKind::kVllm);
  const auto engine = Connect({&server});
  auto requests = Samples(1);
  requests[0].logprobs = true;
  requests[0].top_logprobs = 2;
  const Generation result = engine->Generate(requests).front();
  ASSERT_EQ(result.tokens.size(), 6u);
  EXPECT_EQ(result.logprobs.size(), 6u);
  EXPECT_EQ(engine->Detokenize(result.tokens), kSixWords);
  ASSERT_EQ(result.top[1].size(), 2u);
  EXPECT_EQ(engine->Detokenize(std::span(&result.top[1][1].token, 1)), " no");
  EXPECT_FLOAT_EQ(result.top[1][1].logprob, -1.5);
}

TEST(Remote, StopStringsAreNamedWhereTheEndpointSays) {
  FakeServer server(ServerKind::kVllm);
  const auto engine = Connect({&server});
  auto requests = Samples(1);
  requests[0].stop = {"END"};
  const Generation result = engine->Generate(requests).front();
  EXPECT_EQ(result.stop, StopReason::kStopString);
  EXPECT_EQ(result.stop_string, "END");
}

TEST(Remote, WhatBrokeOffGoesOn) {
  for (const ServerKind kind : {ServerKind::kLlama, ServerKind::kVllm}) {
    FakeServer server(kind);
    const auto engine = Connect({&server});
    server.said = 0;
    server.break_after = 2;
    auto requests = Samples(1);
    std::string streamed;
    requests[0].on_text = [&streamed](const StreamUpdate& update) { streamed += update.text; };
    const Generation result = engine->Generate(requests).front();
    EXPECT_EQ(result.text, kSixWords);
    EXPECT_EQ(streamed, kSixWords);
    EXPECT_EQ(result.usage.generated, 6);
    EXPECT_EQ(server.said, 6);  // nothing was said twice
    EXPECT_EQ(Json::parse(server.Calls().back())["max_tokens"], 38);
    EXPECT_EQ(Json::parse(server.Calls().back())["messages"].back()["content"], "w1 w2");
  }
}

TEST(Remote, WhatCannotGoOnIsAskedAnew) {
  FakeServer server(ServerKind::kOllama);
  const auto engine = Connect({&server});
  server.break_after = 2;
  const Generation result = engine->Generate(Samples(1)).front();
  EXPECT_EQ(result.text, kSixWords);
  EXPECT_EQ(result.usage.generated, 6);
}

TEST(Remote, FailuresAreRetriedAndRefusalsAreNot) {
  FakeServer server(ServerKind::kVllm);
  RemoteOptions options;
  options.retries = 2;
  const auto engine = Connect({&server}, options);
  for (const int status : {500, 429}) {
    server.refusal = status;
    server.refuse_next = 1;
    const auto begin = Clock::now();
    EXPECT_EQ(engine->Generate(Samples(1)).front().text, kSixWords);
    EXPECT_GE(SecondsSince(begin), status == 429 ? 0.9 : 0.0);  // as Retry-After says
  }
  server.refusal = 500;
  server.refuse_next = 3;
  const Generation failed = engine->Generate(Samples(1)).front();
  EXPECT_EQ(failed.stop, StopReason::kError);
  EXPECT_NE(failed.error.find("status 500: not now"), std::string::npos) << failed.error;
  server.refusal = 400;
  server.refuse_next = 1;
  const size_t before = server.Calls().size();
  try {
    engine->Generate(Samples(1));
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
    EXPECT_NE(std::string(error.what()).find("not now"), std::string::npos);
  }
  EXPECT_EQ(server.Calls().size(), before + 1);
}

TEST(Remote, AStopClosesTheConnection) {
  FakeServer server(ServerKind::kVllm);
  const auto engine = Connect({&server});
  server.words = 1000;
  server.word_milliseconds = 5;
  server.closed = 0;
  std::stop_source source;
  auto requests = Samples(3, 1000);
  requests[1].on_text = [&source](const StreamUpdate& update) {
    if (update.tokens == 5) source.request_stop();
  };
  const auto results = engine->Generate(requests, nullptr, source.get_token());
  for (const Generation& result : results) {
    EXPECT_EQ(result.stop, StopReason::kCancelled);
    EXPECT_GE(result.usage.generated, 4);
    EXPECT_LE(result.usage.generated, 20);
  }
  for (int i = 0; i < 200 && server.closed == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(server.closed, 1);  // one call of three choices
  source = {};
  source.request_stop();
  const size_t before = server.Calls().size();
  EXPECT_EQ(engine->Generate(requests, nullptr, source.get_token())[0].usage.generated, 0);
  EXPECT_EQ(server.Calls().size(), before);
}

TEST(Remote, OnDoneCancelsSiblingsAndErrorsOfCallbacksComeThrough) {
  FakeServer server(ServerKind::kVllm);
  const auto engine = Connect({&server});
  std::vector<int> reports(4);
  const auto results =
      engine->Generate(Samples(4),
                       [&reports](size_t i, const Generation&) -> std::vector<size_t> {
                         ++reports[i];
                         return {(i + 1) % 4};
                       },
                       {});
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(reports[i], results[i].stop == StopReason::kCancelled ? 0 : 1);
  }
  const OnDone bad = [](size_t, const Generation&) -> std::vector<size_t> {
    throw Error(ErrorCode::kInternal, "bad callback");
  };
  EXPECT_THROW(engine->Generate(Samples(2), bad, {}), Error);
  EXPECT_EQ(engine->Generate(Samples(1)).front().text, kSixWords);  // and all is well
}

TEST(Remote, TheKeyComesFromTheEnvironmentAndIsNotSaid) {
  FakeServer server(ServerKind::kOpenAi);
  server.key = "sk-very-secret";
  RemoteOptions options;
  options.key_variable = "PONDER_TEST_KEY";
  setenv("PONDER_TEST_KEY", "sk-wrong-one", 1);
  try {
    Connect({&server}, options);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
    EXPECT_NE(std::string(error.what()).find("does not take the key"), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find("sk-"), std::string::npos);
  }
  setenv("PONDER_TEST_KEY", "sk-very-secret", 1);
  const auto engine = Connect({&server}, options);
  EXPECT_EQ(engine->Info().exactness.find("sk-"), std::string::npos);
  unsetenv("PONDER_TEST_KEY");
}

TEST(Remote, BadOptionsAreNamed) {
  const auto why = [](RemoteOptions options) -> std::string {
    try {
      ConnectRemoteEngine(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  RemoteOptions options;
  EXPECT_NE(why(options).find("there is none"), std::string::npos);
  options.urls = {"file:///etc/passwd"};
  EXPECT_NE(why(options).find("http://"), std::string::npos);
  options.urls = {"http://user:pass@host/v1"};
  EXPECT_EQ(why(options).find("pass@"), std::string::npos);
  FakeServer server(ServerKind::kVllm);
  options.urls = {server.Url()};
  options.model = "other";
  EXPECT_NE(why(options).find("no model other; it has m"), std::string::npos);
}

}  // namespace
}  // namespace ponder
