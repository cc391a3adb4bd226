#include "engine/token_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/fake/loop_driver.h"
#include "engine/fake/toy.h"

namespace ponder {
namespace {

using testing::ElementsAre;

const std::vector<std::string> kWords{" a", " b", " c", "</t", "hink>", " x</", "Wait", "\n", "."};

// The streamed pieces, joined; checks that none ends inside a character.
std::string Streamed(const LoopDriver& driver, GenerateRequest request) {
  std::string text;
  request.on_text = [&text](const StreamUpdate& update) { text += update.text; };
  driver.Run(request);
  return text;
}

TEST(TokenLoop, EndTokenEndsAndIsCharged) {
  const LoopDriver driver(kWords, " a b<end>");
  const Generation result = driver.Run(Greedy());
  EXPECT_EQ(result.text, " a b");
  EXPECT_EQ(result.stop, StopReason::kEnd);
  EXPECT_EQ(result.tokens.size(), 2u);
  EXPECT_EQ(result.usage.generated, 3);
}

TEST(TokenLoop, MaxTokensIsExact) {
  const LoopDriver driver(kWords, " a b c a b c");
  for (int most = 0; most < 6; ++most) {
    const Generation result = driver.Run(Greedy(most));
    EXPECT_EQ(result.stop, StopReason::kLength);
    EXPECT_EQ(result.usage.generated, most);
  }
}

TEST(TokenLoop, StopStringMayStraddleTokens) {
  const LoopDriver driver(kWords, " a x</think> b");
  GenerateRequest request = Greedy();
  request.stop = {"</think>", "</t"};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " a x");
  EXPECT_EQ(result.stop, StopReason::kStopString);
  EXPECT_EQ(result.stop_string, "</t");
  EXPECT_EQ(Streamed(driver, request), " a x");
  // The last token reaches over the text: it does not cover.
  EXPECT_EQ(result.covering_tokens, 1u);
  EXPECT_EQ(result.AsPiece().covered, 2u);
}

TEST(TokenLoop, EarliestStopStringWins) {
  const LoopDriver driver(kWords, " a b c");
  GenerateRequest request = Greedy();
  request.stop = {"c", "b"};
  EXPECT_EQ(driver.Run(request).stop_string, "b");
}

TEST(TokenLoop, StreamKeepsBackWhatMayBecomeAStop) {
  const LoopDriver driver({"ab", "c", "d"}, "abcab");
  GenerateRequest request = Greedy();
  request.stop = {"abd"};
  std::vector<std::string> pieces;
  request.on_text = [&](const StreamUpdate& update) { pieces.emplace_back(update.text); };
  driver.Run(request);
  EXPECT_THAT(pieces, ElementsAre("abc", "ab"));
}

TEST(TokenLoop, StreamNeverSplitsACharacter) {
  const std::string text = "\xED\x95\x9C\xEA\xB5\xAD\xF0\x9F\x98\x80!";  // bytes are tokens
  const LoopDriver driver({}, text);
  GenerateRequest request = Greedy();
  std::vector<std::string> pieces;
  request.on_text = [&](const StreamUpdate& update) {
    if (!update.text.empty()) pieces.emplace_back(update.text);
  };
  EXPECT_EQ(driver.Run(request).text, text);
  EXPECT_THAT(pieces, ElementsAre("\xED\x95\x9C", "\xEA\xB5\xAD", "\xF0\x9F\x98\x80", "!"));
}

TEST(TokenLoop, BadBytesAreReplacedAndHalfCharactersLeftOut) {
  EXPECT_EQ(LoopDriver({},
                       "a\xFF"
                       "b")
                .Run(Greedy())
                .text,
            "a\xEF\xBF\xBD"
            "b");
  const Generation cut = LoopDriver({}, "a\xED\x95\x9C").Run(Greedy(3));
  EXPECT_EQ(cut.text, "a");
  EXPECT_EQ(cut.covering_tokens, 1u);
}

TEST(TokenLoop, InjectAtStopTakesTheStopBackAndTheModelMustSpeak) {
  const LoopDriver driver(kWords, " a<end> b<end> c<end>");
  GenerateRequest request = Greedy();
  request.rules = {InjectAtStop{.text = "\nWait", .times = 1}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " a\nWait b");
  EXPECT_THAT(result.fired, ElementsAre(1));
  EXPECT_THAT(result.origins, ElementsAre(TokenOrigin::kSampled, TokenOrigin::kForced,
                                          TokenOrigin::kForced, TokenOrigin::kSampled));
  EXPECT_EQ(result.usage.generated, 6);  // both end tokens are paid for
}

TEST(TokenLoop, NothingToWriteStillMakesTheModelGoOn) {
  const LoopDriver driver(kWords, " a<end><end>");
  GenerateRequest request = Greedy();
  request.rules = {InjectAtStop{.text = "", .times = 1}};
  EXPECT_EQ(driver.Run(request).text, " a.");  // the second end token is forbidden
}

TEST(TokenLoop, StopStringIsTakenBackToo) {
  const LoopDriver driver(kWords, " a x</think> b<end>");
  GenerateRequest request = Greedy();
  request.stop = {"</think>"};
  request.logprobs = true;
  request.hidden_states = true;
  request.rules = {InjectAtStop{.text = "\nWait", .times = 1}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " a x\nWait b");  // " x" of the cut token is typed again
  EXPECT_EQ(result.logprobs.size(), result.tokens.size());
  EXPECT_EQ(result.stop, StopReason::kEnd);
  EXPECT_EQ(Streamed(driver, request), result.text);
}

TEST(TokenLoop, MarkerRuleKeepsOrCutsItsMarker) {
  const LoopDriver driver(kWords, " a</think> b</think> c<end>");
  GenerateRequest request = Greedy();
  request.rules = {
      InjectAtStop{.markers = {"</think>"}, .text = "Wait", .times = 1},
      InjectAtStop{
          .markers = {"</think>"}, .text = "", .times = 9, .keep_marker = true, .next_phase = 1}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " aWait b</think> c");
  ASSERT_EQ(result.phases.size(), 1u);
  EXPECT_EQ(result.phases[0].phase, 1);
  EXPECT_EQ(result.text.substr(result.phases[0].text_begin), " c");
  EXPECT_EQ(Streamed(driver, request), result.text);
}

TEST(TokenLoop, AMarkerThatOnlyMarksAPhaseChangesNothing) {
  const LoopDriver driver(kWords, " a</think><end>");
  GenerateRequest request = Greedy();
  const std::string plain = driver.Run(request).text;
  request.rules = {InjectAtStop{
      .markers = {"</think>"}, .text = "", .times = 9, .keep_marker = true, .next_phase = 1}};
  EXPECT_EQ(driver.Run(request).text, plain);
}

TEST(TokenLoop, AtStopRuleCountsBothKindsTogether) {
  const LoopDriver driver(kWords, " a</think> b<end> c<end>");
  GenerateRequest request = Greedy();
  request.rules = {
      InjectAtStop{.markers = {"</think>"}, .at_stop = true, .text = "Wait", .times = 2}};
  EXPECT_EQ(driver.Run(request).text, " aWait bWait c");
}

TEST(TokenLoop, UntilTokensDoesNotCount) {
  const LoopDriver driver(kWords, " a<end> b<end> c<end> a<end>");
  GenerateRequest request = Greedy();
  request.rules = {InjectAtStop{.text = "Wait", .times = 0, .until_tokens = 4}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " aWait bWait c");  // at 1 and 3 tokens, not at 5
}

TEST(TokenLoop, PhaseLimitsAreExact) {
  const LoopDriver driver(kWords, " a b c a b c a b c");
  for (int limit = 1; limit < 9; ++limit) {
    GenerateRequest request = Greedy();
    request.rules = {
        InjectAtTokens{.tokens = limit, .text = "\nWait", .fresh_line = true, .next_phase = 1},
        InjectAtTokens{.phase = 1, .tokens = 4, .text = "", .end = true}};
    const Generation result = driver.Run(request);
    ASSERT_EQ(result.phases.size(), 1u);
    EXPECT_EQ(result.phases[0].token_begin, limit);
    if (limit < 8) {
      EXPECT_EQ(result.stop, StopReason::kPhaseLimit);
      EXPECT_EQ(result.tokens.size(), static_cast<size_t>(limit) + 4);
    }
  }
}

TEST(TokenLoop, FreshLineOnlyWhereThereIsNone) {
  GenerateRequest request = Greedy();
  request.rules = {
      InjectAtTokens{.tokens = 2, .text = "Wait", .fresh_line = true, .next_phase = 1}};
  EXPECT_EQ(LoopDriver(kWords, " a b c").Run(request).text, " a b\nWait c");
  EXPECT_EQ(LoopDriver(kWords, " a\n c").Run(request).text, " a\nWait c");
}

TEST(TokenLoop, ALimitInItsOwnPhaseFiresOnce) {
  GenerateRequest request = Greedy();
  request.rules = {InjectAtTokens{.tokens = 2, .text = "Wait"}};
  EXPECT_EQ(LoopDriver(kWords, " a b c a").Run(request).text, " a bWait c a");
}

TEST(TokenLoop, AnInjectionThatWouldPassTheLimitCountsAsReachingIt) {
  const LoopDriver driver(kWords, " a b<end> c a b");
  GenerateRequest request = Greedy();
  request.rules = {InjectAtStop{.text = "\nWait", .times = 5},
                   InjectAtTokens{.tokens = 4, .text = ".", .next_phase = 1},
                   InjectAtTokens{.phase = 1, .tokens = 2, .text = "", .end = true}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " a b. c");
  EXPECT_EQ(result.phases[0].token_begin, 2);
  EXPECT_THAT(result.fired, ElementsAre(0, 1, 1));
}

TEST(TokenLoop, LoopsAreClosed) {
  const LoopDriver driver(kWords, " a b a b a b a b a b a b a b a b a b");
  GenerateRequest request = Greedy();
  request.rules = {InjectAtLoop{.repeats = 4, .min_tokens = 8, .text = "Wait", .next_phase = 1},
                   InjectAtTokens{.phase = 1, .tokens = 2, .text = "", .end = true}};
  EXPECT_EQ(driver.Run(request).text, " a b a b a b a bWait a");
}

TEST(TokenLoop, ForbidStopHoldsForTokensAndStrings) {
  const LoopDriver driver(kWords, " a<end> b c</think> a<end>");
  GenerateRequest request = Greedy();
  request.stop = {"b"};
  request.rules = {ForbidStopUntil{.tokens = 4}};
  EXPECT_EQ(driver.Run(request).text, " a. b c</think> a");
}

TEST(TokenLoop, BiasAndBanChangeTheChoiceNotTheLogprob) {
  const LoopDriver driver(kWords, " a b");
  GenerateRequest request = Greedy(1);
  request.logprobs = true;
  const Token a = driver.vocabulary()->Tokenize(" a", false).front();
  const Token b = driver.vocabulary()->Tokenize(" b", false).front();
  request.sampling.logit_bias = {{a, -100.0f}, {b, 100.0f}, {-5, 1.0f}, {1 << 30, 1.0f}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " b");
  EXPECT_LT(result.logprobs[0], -50);
}

TEST(TokenLoop, RepetitionPenaltyLooksAtTheWindow) {
  const LoopDriver driver(kWords, " a a a");
  GenerateRequest request = Greedy(3);
  request.sampling.presence_penalty = 20;
  EXPECT_EQ(driver.Run(request).text, " a. a");
  request.sampling.penalty_window = 0;
  EXPECT_EQ(driver.Run(request).text, " a a a");
}

// Remembers what it was told.
class SpyRule : public LogitRule {
 public:
  explicit SpyRule(std::shared_ptr<std::vector<Token>> seen) : seen_(std::move(seen)) {}
  std::unique_ptr<LogitRule> Clone() const override { return std::make_unique<SpyRule>(*this); }
  void Begin(std::span<const Token>) override { seen_->clear(); }
  void Apply(std::span<float>) override {}
  void Accept(Token token, TokenOrigin) override { seen_->push_back(token); }

 private:
  std::shared_ptr<std::vector<Token>> seen_;
};

TEST(TokenLoop, LogitRulesForgetWhatIsTakenBack) {
  const LoopDriver driver(kWords, " a</think> b<end>");
  const auto seen = std::make_shared<std::vector<Token>>();
  GenerateRequest request = Greedy();
  request.logit_rules = {std::make_shared<SpyRule>(seen)};
  request.rules = {InjectAtStop{.markers = {"</think>"}, .text = "Wait", .times = 1}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(*seen, result.tokens);
}

TEST(TokenLoop, TokenCallbackCanStop) {
  const LoopDriver driver(kWords, " a b c");
  GenerateRequest request = Greedy();
  int count = 0;
  request.on_token = [&count](Token, TokenOrigin) {
    return ++count == 2 ? TokenAction::kStop : TokenAction::kContinue;
  };
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " a b");
  EXPECT_EQ(result.stop, StopReason::kCancelled);
}

TEST(TokenLoop, RecordsOneRowAToken) {
  const LoopDriver driver(kWords, " a<end> b</think> c<end>");
  GenerateRequest request = Greedy();
  request.logprobs = request.certainty = request.hidden_states = true;
  request.top_logprobs = 3;
  request.rules = {InjectAtStop{.text = "Wait", .times = 1},
                   InjectAtStop{.markers = {"</think>"}, .text = "Wait", .times = 1}};
  const Generation result = driver.Run(request);
  EXPECT_EQ(result.text, " aWait bWait c");
  EXPECT_EQ(result.logprobs.size(), result.tokens.size());
  EXPECT_EQ(result.certainty.size(), result.tokens.size());
  EXPECT_EQ(result.top.size(), result.tokens.size());
  EXPECT_EQ(result.origins.size(), result.tokens.size());
  for (size_t i = 0; i < result.tokens.size(); ++i) {
    EXPECT_EQ(result.hidden_states[i].front(), static_cast<float>(i));
  }
}

void ExpectSame(const Generation& a, const Generation& b) {
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.tokens, b.tokens);
  EXPECT_EQ(a.origins, b.origins);
  EXPECT_EQ(a.logprobs, b.logprobs);
  EXPECT_EQ(a.stop, b.stop);
  EXPECT_EQ(a.fired, b.fired);
  EXPECT_EQ(a.covered, b.covered);
  EXPECT_EQ(a.phases.size(), b.phases.size());
}

GenerateRequest Eventful(uint64_t seed) {
  GenerateRequest request;
  request.prompt = Prompt::Chat({Message("user", std::string("hello"))});
  request.random = RandomStream(seed);
  request.max_tokens = 90;
  request.logprobs = true;
  request.stop = {". three", " bag"};
  request.sampling.frequency_penalty = 0.2;
  request.rules = {
      InjectAtStop{.text = "\nWait,", .times = 2},
      InjectAtStop{.markers = {" ####"}, .text = " so", .times = 1},
      InjectAtTokens{.tokens = 40, .text = "Final Answer:", .fresh_line = true, .next_phase = 1}};
  return request;
}

TEST(TokenLoop, ResumeIsTheSameAsGoingOn) {
  const auto engine = MakeToyEngine(3);
  for (uint64_t seed = 0; seed < 300; ++seed) {
    GenerateRequest request = Eventful(seed);
    std::string streamed;
    request.on_text = [&streamed](const StreamUpdate& update) { streamed += update.text; };
    const Generation whole = engine->Generate(std::span(&request, 1)).front();
    const std::string expected = streamed;
    // As the chain of cuts decides.
    const RandomStream cuts = RandomStream(seed).Child("cuts");
    streamed.clear();
    int64_t generated = 0;
    Generation part;
    for (uint64_t i = 0;; ++i) {
      const int64_t next = generated + cuts.Integer(i, 0, 25);
      request.max_tokens = static_cast<int>(std::min<int64_t>(next, 90));
      request.hold_back = request.max_tokens < 90;
      part = engine->Generate(std::span(&request, 1)).front();
      generated += part.usage.generated;
      request.resume = part.resume;
      if (part.stop != StopReason::kLength || request.max_tokens == 90) break;
      EXPECT_EQ(generated, request.max_tokens);
    }
    ExpectSame(part, whole);
    EXPECT_EQ(generated, whole.usage.generated);
    EXPECT_EQ(streamed, expected) << seed;
  }
}

TEST(TokenLoop, StreamIsTheText) {
  const auto engine = MakeToyEngine(4);
  for (uint64_t seed = 0; seed < 200; ++seed) {
    GenerateRequest request = Eventful(seed);
    std::string streamed;
    request.on_text = [&streamed](const StreamUpdate& update) { streamed += update.text; };
    EXPECT_EQ(engine->Generate(std::span(&request, 1)).front().text, streamed) << seed;
  }
}

}  // namespace
}  // namespace ponder
