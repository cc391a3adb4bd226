#include "engine/metered.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "base/parallel.h"
#include "engine/fake/scripted.h"
#include "engine/fake/toy.h"

namespace ponder {
namespace {

GenerateRequest Ask(uint64_t seed, int max_tokens, const std::string& question = "how many?") {
  GenerateRequest request;
  request.prompt = Prompt::Chat({Message("user", question)});
  request.random = RandomStream(seed);
  request.max_tokens = max_tokens;
  return request;
}

struct Bench {
  explicit Bench(BudgetLimits limits = {}, uint64_t seed = 1)
      : ledger(std::make_shared<BudgetLedger>(limits)),
        engine(MakeToyEngine(seed), ledger, {"policy", false}) {}
  std::shared_ptr<BudgetLedger> ledger;
  MeteredEngine engine;
};

int64_t Generated(const std::vector<Generation>& results) {
  int64_t sum = 0;
  for (const Generation& result : results) sum += result.usage.generated;
  return sum;
}

TEST(Metered, EqualSharesThenLeftovers) {
  const auto ledger = std::make_shared<BudgetLedger>(BudgetLimits{.generated = 20});
  MeteredEngine engine(std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{
                           {.text = "a<end>"},                     // 2 tokens
                           {.text = "b b b b b b b b b b b b b"},  // wants 14
                           {.text = "c c c c c c c c c c c"},      // wants 12
                       }),
                       ledger, {"policy", false});
  std::vector<GenerateRequest> requests{Ask(1, 50), Ask(2, 50), Ask(3, 50)};
  for (GenerateRequest& request : requests) request.sampling.temperature = 0;
  // Shares 7, 7, 6; five are left over; 3 and 2 more.
  std::vector<size_t> order;
  const auto results =
      engine.Generate(requests,
                      [&order](size_t i, const Generation&) -> std::vector<size_t> {
                        order.push_back(i);
                        return {};
                      },
                      {});
  EXPECT_EQ(results[0].usage.generated, 2);
  EXPECT_EQ(results[0].stop, StopReason::kEnd);
  EXPECT_EQ(results[1].usage.generated, 10);
  EXPECT_EQ(results[1].stop, StopReason::kBudget);
  EXPECT_EQ(results[2].usage.generated, 8);
  EXPECT_EQ(results[2].text, "c c c c c c c c");
  EXPECT_EQ(ledger->generated(), 20);
  EXPECT_TRUE(ledger->limited());
  EXPECT_EQ(order, (std::vector<size_t>{0, 2, 1}));
}

TEST(Metered, NothingLeftMeansNothingComputed) {
  Bench bench({.generated = 0});
  const std::vector<GenerateRequest> requests{Ask(1, 9)};
  const auto results = bench.engine.Generate(requests);
  EXPECT_EQ(results[0].stop, StopReason::kBudget);
  EXPECT_EQ(bench.ledger->Lines()["policy"].calls, 0);
}

TEST(Metered, PromptsThatDoNotFitAreNotRun) {
  const std::string question(50, 'x');
  Bench probe;
  const auto prompt = static_cast<int64_t>(probe.engine.Render(Ask(1, 9, question).prompt).size());
  for (const auto& [limit, fits] : {std::pair<int64_t, bool>{prompt, false}, {prompt + 1, true}}) {
    Bench bench({.forward = limit});
    const std::vector<GenerateRequest> requests{Ask(1, 9, question)};
    const auto results = bench.engine.Generate(requests);
    EXPECT_EQ(results[0].stop, StopReason::kBudget);
    EXPECT_EQ(results[0].usage.generated, fits ? 1 : 0);
    EXPECT_EQ(bench.ledger->forward(), fits ? prompt + 1 : 0);
  }
}

TEST(Metered, ASharedPrefixIsReadOnce) {
  Bench bench;
  const std::vector<GenerateRequest> requests{Ask(1, 5), Ask(2, 5), Ask(3, 5)};
  const auto prompt = static_cast<int64_t>(bench.engine.Render(requests[0].prompt).size());
  const auto results = bench.engine.Generate(requests);
  EXPECT_EQ(bench.ledger->forward(), prompt + Generated(results));
  EXPECT_EQ(bench.ledger->Lines()["policy"].prompt_tokens, 3 * prompt);
  // Going on from a reply costs nothing but what is new.
  GenerateRequest more = Ask(4, 5);
  more.prompt.partial.push_back(results[0].AsPiece());
  more.prompt.partial.push_back({" so", {}, 0});
  const int64_t before = bench.ledger->forward();
  const auto next = bench.engine.Generate(std::span(&more, 1));
  EXPECT_EQ(bench.ledger->forward() - before, 1 + Generated(next));
  // Another adapter is another model.
  more.adapter = "other";
  const int64_t again = bench.ledger->forward();
  const auto other = bench.engine.Generate(std::span(&more, 1));
  EXPECT_GT(bench.ledger->forward() - again - Generated(other), prompt);
}

TEST(Metered, JudgeGoesOnItsOwnLine) {
  const auto ledger = std::make_shared<BudgetLedger>(BudgetLimits{.generated = 8});
  const std::shared_ptr<Engine> toy = MakeToyEngine(1);
  MeteredEngine policy(toy, ledger, {"policy", false});
  MeteredEngine judge(toy, ledger, {"judge", true});
  const std::vector<GenerateRequest> first{Ask(1, 5)};
  const std::vector<GenerateRequest> second{Ask(2, 5)};
  policy.Generate(first);
  judge.Generate(second);
  auto lines = ledger->Lines();
  EXPECT_EQ(lines["policy"].completion_tokens, 5);
  EXPECT_EQ(lines["policy"].scorer_tokens, 0);
  EXPECT_EQ(lines["judge"].scorer_tokens, 3);
  EXPECT_EQ(lines["judge"].completion_tokens, 0);
  EXPECT_GT(lines["judge"].scorer_prompt_tokens, 0);
}

TEST(Metered, EvaluationsThatDoNotFitComeBackEmpty) {
  Bench bench({.forward = 30});
  std::vector<EvaluateRequest> requests(2);
  requests[0].prompt = requests[1].prompt = Prompt::Raw("question");
  requests[0].continuation = {" one two", {}, 0};
  requests[1].continuation = {std::string(40, 'y'), {}, 0};
  requests[0].readings = requests[1].readings = {{3, {5}, false}};
  const auto results = bench.engine.Evaluate(requests, {});
  EXPECT_FALSE(results[0].logprobs.empty());
  EXPECT_TRUE(results[1].logprobs.empty());
  EXPECT_EQ(results[0].readings.size(), 1u);
  EXPECT_TRUE(results[1].readings.empty());
  EXPECT_LE(bench.ledger->forward(), 30);
}

// Random batches: a cancelling listener, mixed limits, several calls one after the other.
struct Trial {
  std::vector<std::vector<GenerateRequest>> calls;
  uint64_t cancel_seed;
};

Trial RandomTrial(uint64_t seed) {
  const RandomStream random = RandomStream(seed).Child("trial");
  Trial trial{{}, random.Bits(99)};
  const int64_t calls = random.Integer(0, 1, 3);
  for (int64_t c = 0; c < calls; ++c) {
    std::vector<GenerateRequest>& batch = trial.calls.emplace_back();
    const int64_t n = random.Integer(10 + static_cast<uint64_t>(c), 1, 6);
    for (int64_t i = 0; i < n; ++i) {
      const auto draw = static_cast<uint64_t>(100 + c * 50 + i);
      batch.push_back(Ask(draw, static_cast<int>(random.Integer(draw, 0, 60)),
                          random.Integer(draw + 10, 0, 2) == 0 ? "other?" : "how many?"));
      batch.back().random = RandomStream(seed).Child(draw);
      batch.back().stop = {" bag"};
      batch.back().rules = {InjectAtStop{.text = "\nWait,", .times = 1}};
    }
  }
  return trial;
}

std::vector<Generation> Play(const Trial& trial, Engine& engine, bool cancels,
                             std::vector<size_t>* order = nullptr) {
  std::vector<Generation> all;
  for (const auto& batch : trial.calls) {
    std::set<size_t> reported;
    const auto results = engine.Generate(
        batch,
        [&](size_t i, const Generation& generation) -> std::vector<size_t> {
          EXPECT_TRUE(reported.insert(i).second) << "reported twice";
          EXPECT_NE(generation.stop, StopReason::kCancelled);
          if (order) order->push_back(i);
          const bool cancel = cancels && RandomStream(trial.cancel_seed).Bits(i) % 3 == 0;
          return cancel ? std::vector<size_t>{(i + 1) % batch.size()} : std::vector<size_t>{};
        },
        {});
    for (size_t i = 0; i < results.size(); ++i) {
      EXPECT_EQ(results[i].stop != StopReason::kCancelled, reported.contains(i));
    }
    all.insert(all.end(), results.begin(), results.end());
  }
  return all;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint64_t kRandomRuns = 500;  // ten times slower
#else
constexpr uint64_t kRandomRuns = 10000;
#endif

TEST(Metered, RandomRunsNeverExceed) {
  for (uint64_t seed = 0; seed < kRandomRuns; ++seed) {
    const Trial trial = RandomTrial(seed);
    const RandomStream random = RandomStream(seed).Child("budget");
    BudgetLimits limits;
    if (random.Integer(0, 0, 2) > 0) limits.generated = random.Integer(1, 0, 250);
    if (random.Integer(2, 0, 2) > 0) limits.forward = random.Integer(3, 0, 350);
    Bench bench(limits, seed % 7);
    const auto results = Play(trial, bench.engine, random.Integer(4, 0, 1) == 1);
    const int64_t generated = Generated(results);
    EXPECT_EQ(bench.ledger->generated(), generated) << seed;
    EXPECT_LE(generated, limits.generated.value_or(generated)) << seed;
    EXPECT_LE(bench.ledger->forward(), limits.forward.value_or(bench.ledger->forward())) << seed;
    EXPECT_EQ(bench.ledger->Lines()["policy"].completion_tokens, generated) << seed;
    EXPECT_EQ(bench.ledger->Lines()["policy"].logical_forward_tokens, bench.ledger->forward());
    bool cut = false;
    for (const Generation& result : results) cut = cut || result.stop == StopReason::kBudget;
    EXPECT_EQ(bench.ledger->limited(), cut) << seed;
    if (HasFailure()) break;
  }
}

TEST(Metered, EnoughBudgetChangesNothing) {
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const Trial trial = RandomTrial(seed);
    Bench free({}, seed % 7);
    std::vector<size_t> free_order;
    const auto expected = Play(trial, free.engine, false, &free_order);
    // Just as much as it used: requests are cut into shares and resumed, and yet it is the same.
    Bench tight({.generated = Generated(expected)}, seed % 7);
    const auto results = Play(trial, tight.engine, false);
    int64_t wanted = 0;
    for (const auto& batch : trial.calls) {
      for (const GenerateRequest& request : batch) wanted += request.max_tokens;
    }
    Bench ample({.generated = wanted}, seed % 7);
    std::vector<size_t> ample_order;
    const auto same = Play(trial, ample.engine, false, &ample_order);
    ASSERT_EQ(ample_order, free_order) << seed;
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(same[i].tokens, expected[i].tokens) << seed;
      ASSERT_EQ(same[i].stop, expected[i].stop) << seed;
      if (trial.calls.size() > 1) continue;  // an earlier call may spend what a later one used
      ASSERT_EQ(results[i].tokens, expected[i].tokens) << seed;
      ASSERT_EQ(results[i].text, expected[i].text) << seed;
      ASSERT_EQ(results[i].stop, expected[i].stop) << seed;
    }
  }
}

TEST(Metered, HalfTheBudgetIsUsed) {
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const Trial trial = RandomTrial(seed);
    Bench free({}, seed % 7);
    const int64_t half = Generated(Play(trial, free.engine, false)) / 2;
    Bench bench({.generated = half}, seed % 7);
    EXPECT_GE(10 * Generated(Play(trial, bench.engine, false)), 9 * half) << seed;
  }
}

TEST(Metered, StreamsAreTheTextsEvenWhenCutAndResumed) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    std::vector<GenerateRequest> batch = RandomTrial(seed).calls.front();
    std::vector<std::string> streamed(batch.size());
    for (size_t i = 0; i < batch.size(); ++i) {
      batch[i].on_text = [&streamed, i](const StreamUpdate& update) { streamed[i] += update.text; };
    }
    Bench bench({.generated = RandomStream(seed).Integer(1, 0, 150)}, seed % 7);
    const auto results = bench.engine.Generate(batch);
    for (size_t i = 0; i < batch.size(); ++i) EXPECT_EQ(streamed[i], results[i].text) << seed;
  }
}

TEST(Metered, ThreadsTogetherNeverExceed) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Bench bench({.generated = 400, .forward = 600}, seed);
    std::atomic<int64_t> generated = 0;
    Parallel(8, [&](size_t thread) {
      for (uint64_t call = 0; call < 4; ++call) {
        std::vector<GenerateRequest> requests;
        for (uint64_t i = 0; i < 3; ++i) {
          requests.push_back(Ask(seed * 1000 + thread * 100 + call * 10 + i, 30));
        }
        generated += Generated(bench.engine.Generate(requests));
      }
    });
    EXPECT_LE(generated.load(), 400);
    EXPECT_EQ(bench.ledger->generated(), generated.load());
    EXPECT_LE(bench.ledger->forward(), 600);
  }
}

TEST(Metered, StopEndsAllRounds) {
  Bench bench({.generated = 30});
  std::stop_source source;
  std::vector<GenerateRequest> requests{Ask(1, 50), Ask(2, 50)};
  int seen = 0;
  requests[0].on_text = [&](const StreamUpdate&) {
    if (++seen == 3) source.request_stop();
  };
  const auto results = bench.engine.Generate(requests, nullptr, source.get_token());
  EXPECT_EQ(results[0].stop, StopReason::kCancelled);
  EXPECT_EQ(results[1].stop, StopReason::kCancelled);
  EXPECT_LE(Generated(results), 8);
  EXPECT_EQ(bench.ledger->generated(), Generated(results));
}

}  // namespace
}  // namespace ponder
