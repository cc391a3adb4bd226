// What every engine must keep, here for those without weights. Real engines run the same in their
// own tests.
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "engine/fake/scripted.h"
#include "engine/fake/toy.h"
#include "engine/fault.h"
#include "engine/metered.h"
#include "engine/recording.h"

namespace ponder {
namespace {

struct Maker {
  std::string name;
  std::function<std::shared_ptr<Engine>()> make;
};

std::shared_ptr<Engine> Scripted() {
  std::vector<ScriptedReply> replies;
  for (int i = 0; i < 40; ++i) {
    replies.push_back({.text = "reply number " + std::to_string(i) + " with several words."});
  }
  return std::make_shared<ScriptedEngine>(replies);
}

std::vector<Maker> Makers() {
  const auto toy = [] { return std::shared_ptr<Engine>(MakeToyEngine(1)); };
  return {
      {"toy", toy},
      {"scripted", Scripted},
      {"metered",
       [toy] {
         return std::make_shared<MeteredEngine>(toy(), std::make_shared<BudgetLedger>(),
                                                LedgerLine{"policy", false});
       }},
      {"recording", [toy] { return std::make_shared<RecordingEngine>(toy()); }},
      {"faultless", [toy] { return std::make_shared<FaultyEngine>(toy(), std::vector<Fault>{}); }}};
}

class EngineContract : public testing::TestWithParam<Maker> {};
INSTANTIATE_TEST_SUITE_P(All, EngineContract, testing::ValuesIn(Makers()),
                         [](const auto& info) { return info.param.name; });

std::vector<GenerateRequest> Batch(size_t n, int max_tokens = 40) {
  std::vector<GenerateRequest> requests(n);
  for (size_t i = 0; i < n; ++i) {
    requests[i].prompt = Prompt::Chat({Message("user", std::string("how many?"))});
    requests[i].random = RandomStream(7).Child(i);
    requests[i].max_tokens = max_tokens;
  }
  return requests;
}

TEST_P(EngineContract, LimitsTextAndTokensAgree) {
  const auto engine = GetParam().make();
  std::vector<GenerateRequest> requests = Batch(6, 9);
  for (GenerateRequest& request : requests) request.logprobs = request.certainty = true;
  for (const Generation& result : engine->Generate(requests)) {
    EXPECT_LE(result.usage.generated, 9);
    EXPECT_EQ(result.logprobs.size(), result.tokens.size());
    EXPECT_EQ(result.certainty.size(), result.tokens.size());
    EXPECT_EQ(engine->Detokenize(result.tokens), result.text);
    EXPECT_EQ(result.resume != nullptr, result.stop == StopReason::kLength);
  }
}

TEST_P(EngineContract, AContinuationKeepsItsTokens) {
  const auto engine = GetParam().make();
  const auto requests = Batch(1, 5);
  const Generation said = engine->Generate(requests).front();
  Prompt prompt = requests[0].prompt;
  const std::vector<Token> before = engine->Render(prompt);
  prompt.partial.push_back(said.AsPiece());
  const std::vector<Token> after = engine->Render(prompt);
  ASSERT_GE(after.size(), before.size() + said.tokens.size());
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
  EXPECT_TRUE(std::equal(said.tokens.begin(), said.tokens.end(),
                         after.begin() + static_cast<ptrdiff_t>(before.size())));
}

TEST_P(EngineContract, ResumeIsTheSameAsGoingOn) {
  const auto whole = GetParam().make()->Generate(Batch(1, 30)).front();
  const auto engine = GetParam().make();
  auto requests = Batch(1, 4);
  const Generation part = engine->Generate(requests).front();
  ASSERT_EQ(part.stop, StopReason::kLength);
  requests[0].resume = part.resume;
  requests[0].max_tokens = 30;
  const Generation rest = engine->Generate(requests).front();
  EXPECT_EQ(rest.text, whole.text);
  EXPECT_EQ(rest.tokens, whole.tokens);
  EXPECT_EQ(part.usage.generated + rest.usage.generated, whole.usage.generated);
}

TEST_P(EngineContract, EveryoneIsReportedOrCancelled) {
  const auto engine = GetParam().make();
  std::vector<int> reports(8);
  const auto results =
      engine->Generate(Batch(8),
                       [&reports](size_t i, const Generation&) -> std::vector<size_t> {
                         ++reports[i];
                         return {(i + 1) % 8};
                       },
                       {});
  for (size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(reports[i], results[i].stop == StopReason::kCancelled ? 0 : 1);
  }
}

TEST_P(EngineContract, AStopThatWasAskedForBeforeComputesNothing) {
  const auto engine = GetParam().make();
  std::stop_source source;
  source.request_stop();
  for (const Generation& result : engine->Generate(Batch(3), nullptr, source.get_token())) {
    EXPECT_EQ(result.stop, StopReason::kCancelled);
    EXPECT_EQ(result.usage.generated, 0);
  }
}

TEST_P(EngineContract, BadSamplingIsRefused) {
  auto requests = Batch(2);
  requests[1].sampling.temperature = -1;
  EXPECT_THROW(GetParam().make()->Generate(requests), Error);
}

}  // namespace
}  // namespace ponder
