// The engine on the real small model.
#include "engine/llama/llama_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/llama/test_model.h"
#include "engine/llama/test_requests.h"
#include "text/utf8.h"

namespace ponder {
namespace {

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
  EXPECT_THAT(rendered,
              testing::HasSubstr(R"({"name": "weather", "arguments": {"town": "Seoul"}})"));
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
  request.rules = {
      InjectAtStop{.phase = 0, .text = "\nMore:", .on_request = true},
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
