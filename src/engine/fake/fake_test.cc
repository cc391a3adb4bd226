#include <gtest/gtest.h>

#include <cmath>

#include "engine/fake/scripted.h"
#include "engine/fake/toy.h"
#include "engine/fake/word_vocabulary.h"

namespace ponder {
namespace {

GenerateRequest Ask(uint64_t seed, int max_tokens = 200) {
  GenerateRequest request;
  request.prompt = Prompt::Chat({Message("user", std::string("how many?"))});
  request.random = RandomStream(seed);
  request.max_tokens = max_tokens;
  return request;
}

TEST(WordVocabulary, ReadsTheLongestWordAndFallsBackToBytes) {
  const std::vector<std::string> words{" 12", " 1", "####", "\n"};
  const WordVocabulary vocabulary(words);
  const auto tokens = vocabulary.Tokenize("#### 12 13\n<end>", true);
  std::vector<std::string> pieces;
  for (Token token : tokens) pieces.emplace_back(vocabulary.PieceOf(token));
  EXPECT_EQ(pieces, (std::vector<std::string>{"####", " 12", " 1", "3", "\n", "<end>"}));
  EXPECT_EQ(tokens.back(), WordVocabulary::kEnd);
  EXPECT_EQ(vocabulary.Tokenize("<end>", false).size(), 5u);
}

TEST(WordVocabulary, SplitsAndJoins) {
  const std::string text = "So 3 + 4 = 7.\n#### 12, \xED\x95\x9C ";
  std::string joined;
  for (const std::string& word : WordVocabulary::SplitWords(text)) joined += word;
  EXPECT_EQ(joined, text);
}

TEST(Toy, SameSeedSameReplyAndRepliesAreLively) {
  int answers = 0;
  int sums = 0;
  size_t shortest = 1000;
  size_t longest = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const auto engine = MakeToyEngine(seed % 5);
    const GenerateRequest request = Ask(seed);
    const Generation first = engine->Generate(std::span(&request, 1)).front();
    const Generation second = engine->Generate(std::span(&request, 1)).front();
    EXPECT_EQ(first.text, second.text);
    answers += first.text.find("#### ") != std::string::npos ? 1 : 0;
    sums += first.text.find(" = ") != std::string::npos ? 1 : 0;
    shortest = std::min(shortest, first.tokens.size());
    longest = std::max(longest, first.tokens.size());
  }
  EXPECT_GT(answers, 60);
  EXPECT_GT(sums, 60);
  EXPECT_LT(shortest, 25u);
  EXPECT_GT(longest, 40u);
  EXPECT_LT(longest, 150u);
}

TEST(Toy, BatchAndAloneAreTheSame) {
  const auto engine = MakeToyEngine(1);
  std::vector<GenerateRequest> batch;
  for (uint64_t i = 0; i < 8; ++i) batch.push_back(Ask(i));
  const auto together = engine->Generate(batch);
  for (size_t i = 0; i < batch.size(); ++i) {
    EXPECT_EQ(engine->Generate(std::span(&batch[i], 1)).front().tokens, together[i].tokens);
  }
}

TEST(Toy, CancelledSiblingsStopBeforeTheNextRound) {
  const auto engine = MakeToyEngine(1);
  std::vector<GenerateRequest> batch{Ask(1, 3), Ask(2, 50), Ask(3, 50)};
  const auto results = engine->Generate(batch,
                                        [](size_t, const Generation&) {
                                          return std::vector<size_t>{1, 2};
                                        },
                                        {});
  EXPECT_EQ(results[1].stop, StopReason::kCancelled);
  EXPECT_EQ(results[1].usage.generated, 3);
  EXPECT_EQ(results[2].usage.generated, 3);
}

TEST(Scripted, RepliesGoByRequestAndPartsFollowInjections) {
  ScriptedEngine engine({{.text = "one two<end> three"}, {.text = "four"}},
                        {{"grade", {.text = "7"}}});
  std::vector<GenerateRequest> requests{Ask(1), Ask(2)};
  requests[0].rules = {InjectAtStop{.text = " Wait", .times = 1}};
  auto results = engine.Generate(requests);
  EXPECT_EQ(results[0].text, "one two Wait three");
  EXPECT_EQ(results[1].text, "four");
  EXPECT_EQ(engine.used(), 2u);
  GenerateRequest grade = Ask(3);
  grade.prompt = Prompt::Raw("please grade this");
  EXPECT_EQ(engine.Generate(std::span(&grade, 1)).front().text, "7");
  const GenerateRequest again = Ask(2);
  EXPECT_EQ(engine.Generate(std::span(&again, 1)).front().text, "four");
  const GenerateRequest unknown = Ask(9);
  EXPECT_THROW(engine.Generate(std::span(&unknown, 1)), Error);
}

TEST(Scripted, ConfidenceAndTheOtherAnswer) {
  ScriptedEngine engine({{.text = "Yes", .confidence = 0.7, .instead = "No"}});
  GenerateRequest request = Ask(1, 1);
  request.sampling.temperature = 0;
  request.top_logprobs = 2;
  const Generation result = engine.Generate(std::span(&request, 1)).front();
  ASSERT_EQ(result.top.front().size(), 2u);
  EXPECT_NEAR(std::exp(result.top.front()[0].logprob), 0.7, 0.01);
  EXPECT_NEAR(std::exp(result.top.front()[1].logprob), 0.3, 0.01);
  EXPECT_EQ(engine.Detokenize(std::span(&result.top.front()[1].token, 1)), "No");
}

TEST(LoopEngine, EvaluateAgreesWithGenerate) {
  const auto engine = MakeToyEngine(2);
  GenerateRequest request = Ask(5);
  request.logprobs = true;
  const Generation said = engine->Generate(std::span(&request, 1)).front();
  const EvaluateRequest check{.prompt = request.prompt,
                              .continuation = said.AsPiece(),
                              .hidden_states = false,
                              .adapter = ""};
  const Evaluation evaluation = engine->Evaluate(std::span(&check, 1), {}).front();
  EXPECT_EQ(evaluation.tokens, said.tokens);
  EXPECT_EQ(evaluation.logprobs.size(), said.logprobs.size());
}

TEST(LoopEngine, ReadingsAgreeWithTheLogprobsOfTheNextToken) {
  const auto engine = MakeToyEngine(2);
  EvaluateRequest request{.prompt = Prompt::Raw("we have"),
                          .continuation = {" two apples", {}, 0},
                          .hidden_states = false,
                          .adapter = ""};
  const Evaluation plain = engine->Evaluate(std::span(&request, 1), {}).front();
  const size_t begin = engine->Render(request.prompt).size();
  for (size_t i = 0; i < plain.tokens.size(); ++i) {
    request.readings.push_back({begin - 1 + i, {plain.tokens[i]}, i == 1});
  }
  const Evaluation read = engine->Evaluate(std::span(&request, 1), {}).front();
  ASSERT_EQ(read.readings.size(), plain.tokens.size());
  for (size_t i = 0; i < plain.tokens.size(); ++i) {
    EXPECT_EQ(read.readings[i].logprobs, std::vector<float>{plain.logprobs[i]});
    EXPECT_EQ(read.readings[i].hidden_state.size(), i == 1 ? 8u : 0u);
  }
  request.readings = {{begin + plain.tokens.size(), {}, false}};
  EXPECT_THROW(engine->Evaluate(std::span(&request, 1), {}), Error);
}

}  // namespace
}  // namespace ponder
