// What requests of the real small model share: turns, cells, and what cancelling frees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <thread>

#include "base/parallel.h"
#include "engine/llama/llama_engine.h"
#include "engine/llama/test_model.h"
#include "engine/llama/test_requests.h"

namespace ponder {
namespace {

// A call of many candidates, and one of a single one that comes when all lanes are taken.
TEST(LlamaTurnsTest, ASmallCallDoesNotWaitForALargeOne) {
  PONDER_NEED_MODEL(path);
  for (const int reserved : {0, 1}) {
    LlamaOptions options = SmallOptions(4 + reserved);
    options.reserved_sequences = reserved;
    LlamaEngine engine(path, options);
    const GenerateRequest small = Request("Name a colour.", 8, 1);
    const Generation alone = One(engine, small);
    std::vector<GenerateRequest> large;
    for (uint64_t i = 0; i < 24; ++i) large.push_back(Request("Tell me a story.", 40, i));
    std::atomic<int> done = 0;
    std::vector<Generation> stories;
    std::thread other([&] {
      stories = engine.Generate(large,
                                [&](size_t, const Generation&) {
                                  ++done;
                                  return std::vector<size_t>{};
                                },
                                {});
    });
    while (engine.Load().decode_tokens < 60) std::this_thread::yield();
    const int before = done;
    EXPECT_EQ(One(engine, small).text, alone.text);
    // Not behind the 24; with a lane of its own not even behind the first four.
    EXPECT_LE(done - before, reserved == 0 ? 8 : 4);
    other.join();
    EXPECT_EQ(done, 24);
    EXPECT_EQ(stories[23].text, One(engine, large[23]).text);
  }
}

// Seven at once: some calls have a row more, which changes nothing.
TEST(LlamaReadingTest, PaddedCallsSayTheSame) {
  PONDER_NEED_MODEL(path);
  LlamaEngine engine(path, SmallOptions(9));
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < 7; ++i) {
    requests.push_back(Request("Tell a story about number " + std::to_string(i) + ".", 24, i));
    requests.back().sampling.logit_bias[2] = -1000;  // the end
    requests.back().logprobs = true;
  }
  const std::vector<Generation> together = engine.Generate(requests, nullptr, {});
  EXPECT_GE(engine.Stats().padding, 4);  // they are tried, whether they pay or not
  for (size_t i = 0; i < requests.size(); ++i) {
    const Generation alone = One(engine, requests[i]);
    EXPECT_EQ(together[i].tokens, alone.tokens);
    EXPECT_EQ(together[i].logprobs, alone.logprobs);
  }
}

TEST(LlamaReadingTest, ShortPromptsAreReadTogether) {
  PONDER_NEED_MODEL(path);
  LlamaEngine engine(path, SmallOptions(9));
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < 8; ++i) {
    requests.push_back(Request("Is " + std::to_string(i * 37) + " a prime?", 4, i));
    requests.back().logprobs = true;
  }
  const std::vector<Generation> together = engine.Generate(requests, nullptr, {});
  EXPECT_LE(engine.Stats().prefill_calls, 3);  // the first one reads what they have in common
  int64_t computed = 0;
  for (size_t i = 0; i < requests.size(); ++i) {
    computed += together[i].usage.prefill;
    const Generation alone = One(engine, requests[i]);
    EXPECT_EQ(together[i].tokens, alone.tokens);
    EXPECT_EQ(together[i].logprobs, alone.logprobs);
  }
  EXPECT_LT(computed, together[0].usage.prompt + 7 * 16);
}

// A call takes no more than it may, however the lengths fall.
TEST(LlamaReadingTest, WhatIsReadTogetherFitsACall) {
  PONDER_NEED_MODEL(path);
  LlamaOptions options = SmallOptions(17);
  options.prefill_chunk = 64;
  LlamaEngine engine(path, options);
  for (const size_t words : {5, 9, 14, 22, 27}) {
    std::vector<GenerateRequest> requests;
    for (uint64_t i = 0; i < 16; ++i) {
      std::string text = std::to_string(i * 31 + words);
      for (size_t w = 0; w < words; ++w) text += " word";
      requests.push_back(Request(text, 2, i));
    }
    for (const Generation& result : engine.Generate(requests, nullptr, {})) {
      EXPECT_NE(result.stop, StopReason::kError) << result.error;
    }
  }
}

// Answers that grow step by step, each asked about after every step, in as many sequences and one.
TEST(LlamaPrefixTest, AQuestionAsideLeavesTheAnswerWhereItWas) {
  PONDER_NEED_MODEL(path);
  constexpr size_t kAnswers = 4;
  LlamaEngine engine(path, SmallOptions(kAnswers + 1));
  std::vector<Generation> steps;
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < kAnswers; ++i) {
    requests.push_back(Request("Tell a story about number " + std::to_string(i) + ".", 12, i));
  }
  std::vector<std::vector<Piece>> said(kAnswers);
  for (int round = 0; round < 3; ++round) {
    steps = engine.Generate(requests, nullptr, {});
    std::vector<GenerateRequest> asides;
    for (size_t i = 0; i < kAnswers; ++i) {
      if (round > 0) {
        EXPECT_EQ(steps[i].usage.prefill, 1) << round << " " << i;  // the last token of the step
      }
      said[i].push_back(steps[i].AsPiece());
      GenerateRequest& aside = asides.emplace_back(Request("", 1));
      std::vector<Message> turns = *requests[i].prompt.messages;
      turns.emplace_back("assistant", said[i]);
      turns.emplace_back("user", "Is that right so far?");
      aside.prompt = Prompt::Chat(std::move(turns));
      aside.aside = true;
      requests[i].prompt.partial = said[i];
    }
    for (const Generation& aside : engine.Generate(asides, nullptr, {})) {
      EXPECT_LT(aside.usage.prefill, 24);
    }
  }
  EXPECT_EQ(engine.Stats().evictions, 0);
}

TEST(LlamaPrefixTest, ACancelledQuestionAsideLeavesNothing) {
  PONDER_NEED_MODEL(path);
  LlamaEngine engine(path, SmallOptions(5));
  std::stop_source stop;
  GenerateRequest request = Request("Tell a long story.", 60);
  request.aside = true;
  request.on_token = [&](Token, TokenOrigin) {
    stop.request_stop();
    return TokenAction::kContinue;
  };
  const auto results = engine.Generate(std::span(&request, 1), nullptr, stop.get_token());
  EXPECT_EQ(results[0].stop, StopReason::kCancelled);
  EXPECT_EQ(engine.Stats().prefixes, 0u);
}

// Questions of one token with a long beginning in common, about nothing that was said before.
TEST(LlamaPrefixTest, QuestionsAsideShareWhatTheyBeginWith) {
  PONDER_NEED_MODEL(path);
  LlamaEngine engine(path, SmallOptions(5));
  std::string story = "Read this story.";
  for (int i = 0; i < 30; ++i) story += " Then number " + std::to_string(i) + " came along.";
  std::vector<GenerateRequest> requests;
  for (const char* what : {"it long", "it long", "it short", "it sad"}) {
    requests.push_back(Request(story + " Is " + what + "?", 1));
    requests.back().aside = true;
  }
  int64_t computed = 0;
  int64_t longest = 0;
  for (const Generation& reply : engine.Generate(requests, nullptr, {})) {
    computed += reply.usage.prefill;
    longest = std::max(longest, reply.usage.prompt);
  }
  EXPECT_GT(longest, 200);
  EXPECT_LT(computed, longest + 3 * 24);
}

// Four answers in five sequences, of which two go on in four ways: those keep their cells, although
// they are the oldest.
TEST(LlamaPrefixTest, WhatWaitsIsNotEvicted) {
  PONDER_NEED_MODEL(path);
  constexpr size_t kAnswers = 4;
  LlamaEngine engine(path, SmallOptions(kAnswers + 1));
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < kAnswers; ++i) {
    requests.push_back(Request("Tell a story about number " + std::to_string(i) + ".", 12, i));
  }
  const std::vector<Generation> first = engine.Generate(requests, nullptr, {});
  std::vector<GenerateRequest> next;  // of the two oldest, which go first where nobody waits
  for (uint64_t i = 0; i < kAnswers; ++i) {
    const size_t parent = i / 3;  // 0 three times
    next.push_back(requests[parent]);
    next.back().prompt.partial = {first[parent].AsPiece()};
    next.back().random = RandomStream(10 + i);
  }
  for (const Generation& step : engine.Generate(next, nullptr, {})) {
    EXPECT_LE(step.usage.prefill, 1);
  }
}

TEST(LlamaEngineCancel, FreesCellsBeforeTheNextDecode) {
  PONDER_NEED_MODEL(path);
  LlamaEngine engine(path, SmallOptions(33, 512));
  std::stop_source stop;
  std::atomic<int> tokens = 0;
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < 32; ++i) {
    requests.push_back(Request("Tell a very long story.", 400, i));
    requests.back().sampling.logit_bias[2] = -1000;
    requests.back().on_token = [&](Token, TokenOrigin) {
      if (++tokens == 32 * 10) stop.request_stop();
      return TokenAction::kContinue;
    };
  }
  // A bystander that keeps decoding after the 32 are gone.
  std::thread bystander([&] {
    GenerateRequest request = Request("Tell another story.", 60, 99);
    request.sampling.logit_bias[2] = -1000;
    EXPECT_EQ(One(engine, request).usage.generated, 60);
  });
  const std::vector<Generation> results = engine.Generate(requests, nullptr, stop.get_token());
  for (const Generation& result : results) {
    EXPECT_EQ(result.stop, StopReason::kCancelled);
    EXPECT_LE(result.usage.generated, 11);
  }
  bystander.join();
  const SchedulerStats stats = engine.Stats();
  EXPECT_EQ(stats.running, 0u);
  EXPECT_LT(stats.cells_at_last_decode, 150u);  // the bystander's own
  const EngineLoad load = engine.Load();
  EXPECT_EQ(load.decode_tokens, stats.decode_tokens);
  EXPECT_LE(load.decode_tokens, 33 * load.decode_steps);
  EXPECT_GT(load.busy_seconds, 0);
}

TEST(LlamaEngineCancel, OnDoneCancelsSiblingsAtAFixedPoint) {
  PONDER_NEED_MODEL(path);
  LlamaEngine engine(path, SmallOptions(8, 512));
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < 6; ++i) requests.push_back(Request("Name a colour.", 100, i));
  const auto run = [&] {
    size_t first = 99;
    auto results = engine.Generate(requests,
                                   [&](size_t index, const Generation&) -> std::vector<size_t> {
                                     first = index;
                                     return {0, 1, 2, 3, 4, 5};
                                   },
                                   {});
    return std::pair(first, results);
  };
  const auto [first, results] = run();
  for (size_t i = 0; i < 6; ++i) {
    if (results[i].stop == StopReason::kCancelled) {
      EXPECT_EQ(results[i].usage.generated, results[first].usage.generated);
    }
  }
  std::thread load([&] { One(engine, Request("Tell a long story about the sea.", 150, 7)); });
  EXPECT_EQ(run().first, first);
  load.join();
}

TEST(LlamaEngineAdmission, SixtyFourLongRequestsInFewCells) {
  PONDER_NEED_MODEL(path);
  LlamaOptions options = SmallOptions(8, 512);  // 4,096 cells
  LlamaEngine engine(path, options);
  constexpr size_t kRequests = 64;
  // 400 tokens each take minutes: on request only.
  const int tokens = std::getenv("PONDER_LONG_TESTS") != nullptr ? 400 : 40;
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < kRequests; ++i) {
    requests.push_back(Request("Question " + std::to_string(i % 7) + ": tell a story.", tokens, i));
    requests.back().sampling.logit_bias[2] = -1000;
    requests.back().sampling.logit_bias[0] = -1000;
  }
  const std::vector<Generation> results = engine.Generate(requests);
  for (const Generation& result : results) {
    EXPECT_EQ(result.stop, StopReason::kLength);
    EXPECT_EQ(result.usage.generated, tokens);
  }
  for (size_t i : {0u, 31u, 63u}) {
    engine.ClearPrefixes();
    EXPECT_EQ(One(engine, requests[i]).tokens, results[i].tokens) << i;
  }
}

TEST(LlamaEngineShared, RunsTheSameRequestsInSharedCells) {
  PONDER_NEED_MODEL(path);
  LlamaOptions options = SmallOptions(16, 512);
  options.layout = CacheLayout::kShared;
  options.context = 1024;
  LlamaEngine engine(path, options);
  EXPECT_FALSE(engine.Info().exact);
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < 24; ++i) requests.push_back(Request("Tell a story.", 40, i));
  for (const Generation& result : engine.Generate(requests)) {
    EXPECT_TRUE(result.stop == StopReason::kLength || result.stop == StopReason::kEnd);
    EXPECT_FALSE(result.text.empty());
  }
}

// 64 times the prefix would take 64,000 cells; there are fewer than 3,000.
TEST(LlamaEngineShared, SixtyFourBeamsHoldTheirPrefixOnce) {
  PONDER_NEED_MODEL(path);
  constexpr size_t kBeams = 64;
  constexpr int kTail = 12;
  LlamaOptions options = SmallOptions(kBeams, 512);
  options.layout = CacheLayout::kShared;
  options.context = 2900;
  LlamaEngine engine(path, options);
  std::string text = "Count the words:";
  while (engine.Tokenize(text, false).size() < 1000) text += " another word in a long row of words";
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < kBeams; ++i) {
    requests.push_back(Request(text, kTail, i));
    requests.back().sampling.logit_bias[2] = -1000;
    requests.back().sampling.logit_bias[0] = -1000;
  }
  const size_t prefix = engine.Render(requests[0].prompt).size();
  ASSERT_GE(prefix, 1000u);
  for (const Generation& result : engine.Generate(requests)) {
    EXPECT_EQ(result.usage.generated, kTail);
  }
  const SchedulerStats stats = engine.Stats();
  EXPECT_EQ(stats.by_width.size(), kBeams + 1);  // all of them in one call
  EXPECT_EQ(stats.prefill_tokens, static_cast<int64_t>(prefix));
  EXPECT_GE(stats.cells_at_last_decode, prefix);
  EXPECT_LE(stats.cells_at_last_decode, prefix + kBeams * kTail);
}

}  // namespace
}  // namespace ponder
