// The engine on the real small model.
#include "engine/llama/llama_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <thread>

#include "base/parallel.h"
#include "engine/llama/test_model.h"
#include "text/utf8.h"

namespace ponder {
namespace {

LlamaOptions SmallOptions(int sequences = 8, int context = 512) {
  LlamaOptions options;
  options.sequences = sequences;
  options.sequence_context = context;
  options.threads = 2;
  return options;
}

Prompt Ask(const std::string& text) { return Prompt::Chat({{"user", text}}); }

GenerateRequest Request(const std::string& text, int tokens, uint64_t seed = 0) {
  GenerateRequest request;
  request.prompt = Ask(text);
  request.random = RandomStream(seed);
  request.max_tokens = tokens;
  return request;
}

Generation One(Engine& engine, const GenerateRequest& request) {
  return engine.Generate(std::span(&request, 1), nullptr, {})[0];
}

// Shared by the tests that do not care about the cache: loading takes most of their time.
LlamaEngine* SharedEngine() {
  static const std::unique_ptr<LlamaEngine> engine =
      TestModelPath().empty() ? nullptr
                              : std::make_unique<LlamaEngine>(TestModelPath(), SmallOptions());
  return engine.get();
}

class LlamaEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    if (SharedEngine() == nullptr) GTEST_SKIP() << "no small model: set PONDER_TEST_MODEL";
  }
  LlamaEngine& engine() { return *SharedEngine(); }
};

TEST_F(LlamaEngineTest, SaysWhatItIs) {
  const EngineInfo& info = engine().Info();
  EXPECT_EQ(info.architecture, "llama");
  EXPECT_EQ(info.file_type, "Q8_0");
  EXPECT_EQ(info.layers, 30);
  EXPECT_EQ(info.width, 576);
  EXPECT_EQ(info.context, 512);
  EXPECT_TRUE(info.exact);
  EXPECT_NEAR(static_cast<double>(info.parameters), 135e6, 3e6);
}

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
      stories = engine.Generate(large, [&](size_t, const Generation&) {
        ++done;
        return std::vector<size_t>{};
      }, {});
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

TEST_F(LlamaEngineTest, CandidatesShareOnePrefill) {
  engine().ClearPrefixes();
  std::vector<GenerateRequest> requests;
  for (uint64_t i = 0; i < 6; ++i) requests.push_back(Request("Name a colour.", 12, i));
  const std::vector<Generation> results = engine().Generate(requests);
  int64_t prefill = 0;
  for (const Generation& result : results) prefill += result.usage.prefill;
  EXPECT_EQ(prefill, results[0].usage.prompt);
  for (size_t i = 0; i < 6; ++i) {
    engine().ClearPrefixes();
    EXPECT_EQ(One(engine(), requests[i]).tokens, results[i].tokens) << i;
  }
}

TEST_F(LlamaEngineTest, TellsStopsApart) {
  GenerateRequest request = Request("Count from one to twenty in digits.", 6);
  request.sampling.temperature = 0;
  EXPECT_EQ(One(engine(), request).stop, StopReason::kLength);
  EXPECT_EQ(One(engine(), request).usage.generated, 6);

  request.max_tokens = 200;
  const Generation whole = One(engine(), request);
  ASSERT_GT(whole.text.size(), 20u);
  request.stop = {whole.text.substr(9, 5)};
  const Generation cut = One(engine(), request);
  EXPECT_EQ(cut.stop, StopReason::kStopString);
  EXPECT_EQ(cut.stop_string, request.stop[0]);
  EXPECT_EQ(cut.text, whole.text.substr(0, whole.text.find(request.stop[0])));

  request.stop.clear();
  request.max_tokens = 4000;
  request.sampling.logit_bias[2] = -1000;  // <|im_end|>: never ends by itself
  request.sampling.logit_bias[0] = -1000;  // <|endoftext|>
  const Generation full = One(engine(), request);
  EXPECT_EQ(full.stop, StopReason::kContextFull);
  EXPECT_EQ(full.usage.prompt + static_cast<int64_t>(full.tokens.size()), 513);

  request.max_tokens = 0;
  EXPECT_EQ(One(engine(), request).stop, StopReason::kLength);
  EXPECT_EQ(One(engine(), Request("Say the word yes and nothing else.", 300)).stop,
            StopReason::kEnd);
}

TEST_F(LlamaEngineTest, StreamsWholeCharactersThatAddUpToTheText) {
  GenerateRequest request =
      Request("Write hello in Korean, Chinese and Russian, with emoji.", 80, 3);
  request.sampling.temperature = 1.2;
  request.sampling.top_k = 0;
  request.sampling.top_p = 1;
  request.sampling.min_p = 0;
  std::string streamed;
  request.on_text = [&](const StreamUpdate& update) {
    EXPECT_TRUE(IsValidUtf8(update.text));
    streamed += update.text;
  };
  const Generation result = One(engine(), request);
  EXPECT_TRUE(IsValidUtf8(result.text));
  EXPECT_EQ(streamed, result.text);
}

TEST_F(LlamaEngineTest, LogprobsAgreeWithEvaluate) {
  GenerateRequest request = Request("What is the capital of France?", 10);
  request.logprobs = true;
  request.top_logprobs = 3;
  request.certainty = true;
  const Generation result = One(engine(), request);
  ASSERT_EQ(result.logprobs.size(), result.tokens.size());
  ASSERT_EQ(result.top.size(), result.tokens.size());
  EvaluateRequest evaluate;
  evaluate.prompt = request.prompt;
  evaluate.continuation = result.AsPiece();
  const Evaluation evaluation = engine().Evaluate(std::span(&evaluate, 1), {})[0];
  ASSERT_EQ(evaluation.logprobs.size(), result.tokens.size());
  for (size_t i = 0; i < result.tokens.size(); ++i) {
    EXPECT_GE(result.top[i][0].logprob, result.top[i][1].logprob);
    EXPECT_LE(result.logprobs[i], 1e-4);
    EXPECT_GT(result.certainty[i], 0);
  }
  // Bit for bit: whether a token is read alone or among others makes no difference.
  EXPECT_EQ(evaluation.logprobs, result.logprobs);
  engine().ClearPrefixes();
  EXPECT_EQ(engine().Evaluate(std::span(&evaluate, 1), {})[0].logprobs, evaluation.logprobs);
}

TEST_F(LlamaEngineTest, HiddenStatesPredictTheirToken) {
  GenerateRequest request = Request("What is the capital of France?", 6);
  const Generation plain = One(engine(), request);
  request.hidden_states = true;
  const Generation result = One(engine(), request);
  EXPECT_EQ(result.tokens, plain.tokens);
  ASSERT_GE(result.hidden_states.size(), result.tokens.size());
  for (const auto& state : result.hidden_states) {
    ASSERT_EQ(state.size(), 576u);
    double norm = 0;
    for (float x : state) norm += x * x;
    EXPECT_GT(norm, 0);
    EXPECT_TRUE(std::isfinite(norm));
  }
}

TEST_F(LlamaEngineTest, EmbedsByMeaning) {
  const std::vector<std::string> texts{"The cat sits on the mat.", "A cat is sitting on a mat.",
                                       "Interest rates rose by two percent."};
  const auto rows = engine().Embed(texts, {});
  const auto dot = [&](int a, int b) {
    double sum = 0;
    for (size_t d = 0; d < rows[a].size(); ++d) sum += rows[a][d] * rows[b][d];
    return sum;
  };
  EXPECT_NEAR(dot(0, 0), 1, 1e-3);
  EXPECT_GT(dot(0, 1), dot(0, 2));
}

TEST_F(LlamaEngineTest, KeepsToGrammarsAndSchemas) {
  GenerateRequest request = Request("Is the sky blue?", 10);
  request.sampling.grammar = "root ::= \"yes\" | \"no\"";
  const std::string answer = One(engine(), request).text;
  EXPECT_TRUE(answer == "yes" || answer == "no") << answer;
  request.sampling.grammar = "root ::= (";
  EXPECT_THROW(One(engine(), request), Error);
  request.sampling.grammar = "";
  request.sampling.json_schema =
      R"({"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],)"
      R"("additionalProperties":false})";
  request.max_tokens = 40;
  EXPECT_THAT(One(engine(), request).text,
              testing::MatchesRegex("\\{[ \n\t]*\"n\"[ \n\t]*:[ \n\t]*-?[0-9]+[ \n\t]*\\}"));
  request.sampling.json_schema = "{";
  EXPECT_THROW(One(engine(), request), Error);
}

// A template that shows tools and writes calls; the small model's own does neither.
constexpr char kToolTemplate[] = R"(
{%- if tools %}{{ '<|im_start|>system\nTools:\n' }}
{%- for tool in tools %}{{ (tool | tojson) + '\n' }}{% endfor %}
{{- 'Write a call as <tool_call>{"name": NAME, "arguments": OBJECT}</tool_call><|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}{{ '<|im_start|>' + message.role + '\n' }}
{%- if message.content %}{{ message.content }}{% endif %}
{%- for call in message.tool_calls or [] %}
{{- '\n<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' }}
{{- call.function.arguments | tojson }}{{ '}\n</tool_call>' }}{% endfor %}
{{- '<|im_end|>\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %})";

Prompt AskWithTools(ToolChoice choice) {
  Prompt prompt = Ask("What is the weather in Seoul?");
  prompt.tools = std::make_shared<const std::vector<Tool>>(std::vector<Tool>{
      {"weather", "weather of a town",
       R"({"type":"object","properties":{"town":{"type":"string","maxLength":12}},)"
       R"("required":["town"],"additionalProperties":false})"}});
  prompt.tool_choice = choice;
  return prompt;
}

TEST_F(LlamaEngineTest, CallsToolsWhereItMust) {
  EXPECT_FALSE(engine().Info().tools);
  LlamaOptions options = SmallOptions(2, 512);
  options.chat_template = kToolTemplate;
  LlamaEngine with_tools(TestModelPath(), options);
  ASSERT_TRUE(with_tools.Info().tools);
  GenerateRequest request = Request("", 60);
  request.prompt = AskWithTools(ToolChoice::kRequired);
  const Generation called = One(with_tools, request);
  const ParsedReply reply = with_tools.ParseReply(request.prompt, called.text, false);
  ASSERT_EQ(reply.tool_calls.size(), 1u) << called.text;
  EXPECT_EQ(reply.tool_calls[0].name, "weather");
  EXPECT_THAT(reply.tool_calls[0].arguments, testing::HasSubstr("\"town\""));
  EXPECT_EQ(reply.content, "");

  // What was called and what came back go into the prompt of the next turn.
  std::vector<Message> turns = *request.prompt.messages;
  turns.emplace_back("assistant", std::string());
  turns.back().tool_calls = {{"call-1", "weather", R"({"town":"Seoul"})"}};
  turns.emplace_back("tool", std::string("sunny"));
  turns.back().tool_call_id = "call-1";
  Prompt next = AskWithTools(ToolChoice::kNone);
  next.messages = std::make_shared<const std::vector<Message>>(std::move(turns));
  const std::string rendered = with_tools.Detokenize(with_tools.Render(next));
  EXPECT_THAT(rendered, testing::HasSubstr(R"({"name": "weather", "arguments": {"town": "Seoul"}})"));
  EXPECT_THAT(rendered, testing::HasSubstr("sunny"));
}

TEST_F(LlamaEngineTest, SteersAtStopsAndLimits) {
  GenerateRequest request = Request("Say yes.", 120);
  request.rules = {
      InjectAtStop{.phase = 0, .text = "\nWait, let me check.", .times = 2},
      InjectAtStop{.phase = 0, .text = "\nFinal Answer:", .next_phase = 1},
      InjectAtTokens{
          .phase = 0, .tokens = 40, .text = "Final Answer:", .fresh_line = true, .next_phase = 1},
      InjectAtTokens{.phase = 1, .tokens = 20, .end = true}};
  const Generation result = One(engine(), request);
  EXPECT_THAT(result.text, testing::HasSubstr("\nFinal Answer:"));
  ASSERT_EQ(result.phases.size(), 1u);
  EXPECT_LE(result.phases[0].token_begin, 40);
  EXPECT_LE(static_cast<int>(result.tokens.size()) - result.phases[0].token_begin, 20);
  engine().ClearPrefixes();
  EXPECT_EQ(One(engine(), request).tokens, result.tokens);
}

TEST_F(LlamaEngineTest, AnswersToSignals) {
  const auto signals = std::make_shared<Signals>();
  GenerateRequest request = Request("Say yes.", 60);
  request.signals = signals;
  request.rules = {InjectAtStop{.phase = 0, .text = "\nMore:", .on_request = true},
                   InjectAtTokens{.phase = 0, .text = "\nDone:", .next_phase = 1, .on_request = true},
                   InjectAtTokens{.phase = 1, .tokens = 8, .end = true}};
  const Generation plain = One(engine(), request);
  EXPECT_EQ(plain.fired, (std::vector<int>{0, 0, 0}));
  signals->think_more = 1;
  const Generation more = One(engine(), request);
  EXPECT_EQ(more.fired, (std::vector<int>{1, 0, 0}));
  EXPECT_TRUE(more.text.starts_with(plain.text + "\nMore:")) << more.text;
  signals->finish_thinking = true;
  const Generation done = One(engine(), request);
  EXPECT_EQ(done.fired, (std::vector<int>{0, 1, 1}));
  EXPECT_THAT(done.text, testing::HasSubstr("\nDone:"));
}

TEST_F(LlamaEngineTest, GoesOnExactlyWhereItStopped) {
  GenerateRequest request = Request("Tell me a short story about a fox.", 60, 5);
  const Generation whole = One(engine(), request);
  request.max_tokens = 23;
  const Generation first = One(engine(), request);
  ASSERT_EQ(first.stop, StopReason::kLength);
  engine().ClearPrefixes();
  GenerateRequest rest = request;
  rest.max_tokens = 60;
  rest.resume = first.resume;
  const Generation both = One(engine(), rest);
  EXPECT_EQ(both.tokens, whole.tokens);
  EXPECT_EQ(both.usage.generated + first.usage.generated, whole.usage.generated);
}

TEST_F(LlamaEngineTest, AConversationReadsOnlyWhatIsNew) {
  engine().ClearPrefixes();
  GenerateRequest request = Request("Name a fruit.", 16);
  const Generation first = One(engine(), request);
  request.prompt = Prompt::Chat(
      {{"user", "Name a fruit."}, {"assistant", {first.AsPiece()}}, {"user", "And another one?"}});
  const Generation second = One(engine(), request);
  EXPECT_GE(second.usage.cached,
            first.usage.prompt + static_cast<int64_t>(first.tokens.size()) - 2);
  EXPECT_LT(second.usage.prefill, 24);
}

TEST_F(LlamaEngineTest, RefusesBadRequestsBeforeComputing) {
  const auto message = [&](const GenerateRequest& request) -> std::string {
    try {
      One(engine(), request);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const int64_t before = engine().Stats().prefill_calls;
  GenerateRequest request = Request("Hi", 5);
  request.sampling.temperature = std::nan("");
  EXPECT_THAT(message(request), testing::HasSubstr("temperature"));
  request = Request("Hi", 5);
  request.stop = {""};
  EXPECT_THAT(message(request), testing::HasSubstr("stop string"));
  request = Request("Hi", 5);
  request.sampling.logit_bias[1 << 20] = 1;
  EXPECT_THAT(message(request), testing::HasSubstr("logit bias"));
  request = Request("Hi", 5);
  request.adapter = "none";
  EXPECT_THAT(message(request), testing::HasSubstr("adapter"));
  std::string long_text;
  for (int i = 0; i < 600; ++i) long_text += "word ";
  EXPECT_THAT(message(Request(long_text, 5)), testing::HasSubstr("a sequence holds 512"));
  request = Request("Hi", 5);
  request.prompt = Prompt::Raw("");
  request.prompt.add_beginning_token = false;
  EXPECT_THAT(message(request), testing::HasSubstr("prompt is empty"));
  EXPECT_EQ(engine().Stats().prefill_calls, before);
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

TEST(LlamaEngineFiles, ExplainsWhatCannotBeLoaded) {
  EXPECT_THROW(LoadLlamaEngine("/no/such/model.gguf"), Error);
  PONDER_NEED_MODEL(path);
  LlamaOptions options = SmallOptions();
  options.kv_type = "f8";
  EXPECT_THROW(LoadLlamaEngine(path, options), Error);
  options = SmallOptions();
  options.sequences = 0;
  EXPECT_THROW(LoadLlamaEngine(path, options), Error);
  options = SmallOptions();
  options.chat_template = "{% if %}";
  EXPECT_THROW(LoadLlamaEngine(path, options), Error);
  options.chat_template = "{{ raise_exception('no') }}";
  EXPECT_THROW(
      {
        const auto engine = LoadLlamaEngine(path, options);
        const GenerateRequest request = Request("Hi", 3);
        One(*engine, request);
      },
      Error);
}

}  // namespace
}  // namespace ponder
