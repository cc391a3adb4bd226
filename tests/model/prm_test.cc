// Readings, reward models and their heads on tiny models with random weights: every number is
// compared with one that TinyModel and a few loops here compute from the same weights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>

#include "engine/fake/counting.h"
#include "ponder/llama.h"
#include "ponder/runner.h"
#include "scorer/bare_context.h"
#include "tiny_model.h"

namespace ponder {
namespace {

using testing::HasSubstr;
using Head = std::vector<std::vector<float>>;  // weights, biases, weights, biases

constexpr int kWidth = TinyModel::kWidth;

std::filesystem::path TestFile(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) /
         ("prm_test_" + std::to_string(::getpid()) + "_" + name);
}

struct Loaded {
  TinyModel model;
  std::filesystem::path file;
  std::shared_ptr<CountingEngine> engine;
};

Loaded Load(TinyKind kind, const std::string& name, int chunk = 512) {
  Loaded loaded{TinyModel(kind, 5), TestFile(name + ".gguf"), nullptr};
  loaded.model.Write(loaded.file);
  LlamaOptions options;
  options.sequences = 4;
  options.sequence_context = 1024;
  options.threads = 1;
  options.prefill_chunk = chunk;
  loaded.engine = std::make_shared<CountingEngine>(LoadLlamaEngine(loaded.file, options));
  return loaded;
}

// Weights that halves hold exactly.
Head RandomHead(std::vector<int> sizes) {
  Head head;
  const RandomStream random(9);
  uint64_t n = 0;
  for (size_t i = 1; i < sizes.size(); ++i) {
    for (const int count : {sizes[i - 1] * sizes[i], sizes[i]}) {
      std::vector<float>& values = head.emplace_back();
      for (int k = 0; k < count; ++k) {
        values.push_back(static_cast<float>(std::floor(128 * random.Uniform(n++)) / 128 - 0.5));
      }
    }
  }
  return head;
}

template <class T>
std::string Bytes(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

uint16_t UpperHalf(float value) {
  return static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16);
}

// Of a number that a half holds exactly and that is not too small for it.
uint16_t Half(float value) {
  if (value == 0) return 0;
  int exponent;
  const float part = std::frexp(std::abs(value), &exponent);  // in [0.5, 1)
  const int bits = (exponent + 14) << 10 | static_cast<int>((2 * part - 1) * 1024);
  return static_cast<uint16_t>(bits | (value < 0 ? 1 << 15 : 0));
}

std::string Bytes(const std::vector<float>& values, const std::string& type) {
  std::string bytes;
  for (const float value : values) {
    bytes += type == "BF16"  ? Bytes(UpperHalf(value))
             : type == "F16" ? Bytes(Half(value))
                             : Bytes(value);
  }
  return bytes;
}

// As a checkpoint holds it.
void WriteSafetensors(const std::filesystem::path& file, const Head& head,
                      const std::vector<std::string>& names, const std::string& type) {
  std::string header = "{\"__metadata__\":{\"format\":\"pt\"}";
  std::string data;
  size_t inputs = kWidth;
  for (size_t i = 0; i < head.size(); ++i) {
    const size_t outputs = head[i | 1].size();
    const std::string shape = i % 2 == 0 ? std::to_string(outputs) + "," + std::to_string(inputs)
                                         : std::to_string(outputs);
    header += ",\"" + names[i / 2] + (i % 2 == 0 ? ".weight" : ".bias") + "\":{\"dtype\":\"" +
              type + "\",\"shape\":[" + shape + "],\"data_offsets\":[" +
              std::to_string(data.size()) + ",";
    data += Bytes(head[i], type);
    header += std::to_string(data.size()) + "]}";
    if (i % 2 == 1) inputs = outputs;
  }
  header += "}";
  std::ofstream(file, std::ios::binary) << Bytes<uint64_t>(header.size()) << header << data;
}

// The shipped converter makes the head beside the model.
void Convert(const Loaded& loaded, const Head& head, const std::vector<std::string>& names,
             const std::string& type = "F32") {
  const std::filesystem::path checkpoint = TestFile("checkpoint.safetensors");
  WriteSafetensors(checkpoint, head, names, type);
  const std::string command = std::string(PONDER_PYTHON) + " " + PONDER_SCRIPTS +
                              "/convert_head.py " + loaded.file.string() + " " +
                              checkpoint.string() + " > /dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
}

std::vector<double> Apply(const Head& head, std::vector<double> x) {
  for (size_t layer = 0; layer < head.size(); layer += 2) {
    std::vector<double> y(head[layer + 1].begin(), head[layer + 1].end());
    for (size_t o = 0; o < y.size(); ++o) {
      for (size_t i = 0; i < x.size(); ++i) y[o] += head[layer][o * x.size() + i] * x[i];
      if (layer + 2 < head.size()) y[o] = std::max(y[o], 0.0);
    }
    x = std::move(y);
  }
  return x;
}

Candidate Saying(const std::string& text) {
  Candidate candidate;
  candidate.text = text;
  return candidate;
}

const Question kQuestion{{Message("user", std::string("what is a and b"))}, AnswerKind::kAuto};

std::vector<Score> Rate(const Loaded& loaded, const OptionValues& options,
                        const std::vector<Candidate>& candidates,
                        std::vector<std::string>* warnings = nullptr) {
  BareContext context(loaded.engine);
  const auto scorer = FindScorer("prm").create(options);
  scorer->Prepare(*loaded.engine);
  auto scores = scorer->Rate(kQuestion, candidates, context);
  if (warnings != nullptr) *warnings = context.warnings;
  return scores;
}

std::vector<size_t> PositionsOf(const std::vector<Token>& tokens, Token wanted) {
  std::vector<size_t> positions;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == wanted) positions.push_back(i);
  }
  return positions;
}

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

void ExpectNear(const std::vector<double>& got, const std::vector<double>& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 2e-5) << i;
}

const std::string kSystem =
    "<|im_start|>system\nPlease reason step by step, and put your final answer within "
    "\\boxed{}.<|im_end|>\n";

// Readings, in the prompt and in the continuation, over several chunks.
TEST(Readings, AreWhatTheWeightsSay) {
  for (const int chunk : {512, 7}) {
    const Loaded loaded = Load(TinyKind::kBpe, "readings", chunk);
    const std::string text(300, 'x');
    EvaluateRequest request;
    request.prompt = Prompt::Raw("one two " + text);
    request.continuation.text = "three four";
    const auto last = request.prompt.partial[0].text.size() + request.continuation.text.size() - 1;
    for (const size_t at : {size_t{0}, size_t{3}, size_t{4}, size_t{150}, size_t{309}, last}) {
      request.readings.push_back({at, {static_cast<Token>(at % 200), 7}, at != 4});
    }
    for (const bool states : {false, true}) {
      request.hidden_states = states;
      const Evaluation got = loaded.engine->Evaluate(std::span(&request, 1), {})[0];
      const auto tokens = loaded.engine->Tokenize("one two " + text + "three four", false);
      const auto expected = loaded.model.States(tokens);
      ASSERT_EQ(got.readings.size(), 6u);
      for (size_t i = 0; i < 6; ++i) {
        const Reading& asked = request.readings[i];
        SCOPED_TRACE(asked.position);
        const std::vector<double> next = loaded.model.LogProbs(expected[asked.position]);
        EXPECT_NEAR(got.readings[i].logprobs[0], next[asked.position % 200], 1e-4);
        EXPECT_NEAR(got.readings[i].logprobs[1], next[7], 1e-4);
        ASSERT_EQ(got.readings[i].hidden_state.size(), asked.hidden_state ? kWidth : 0u);
        for (size_t d = 0; asked.hidden_state && d < kWidth; ++d) {
          EXPECT_NEAR(got.readings[i].hidden_state[d], expected[asked.position][d], 1e-4);
        }
      }
      ASSERT_EQ(got.logprobs.size(), 10u);
      ASSERT_EQ(got.hidden_states.size(), states ? 10u : 0u);
      for (size_t i = 0; i < 10; ++i) {
        const size_t before = tokens.size() - 11 + i;
        const std::vector<double> next = loaded.model.LogProbs(expected[before]);
        EXPECT_NEAR(got.logprobs[i], next[tokens[before + 1]], 1e-4);
        if (states) {
          EXPECT_NEAR(got.hidden_states[i][3], expected[before][3], 1e-4);
        }
      }
    }
  }
}

TEST(Readings, RefuseWhatIsOutside) {
  const Loaded loaded = Load(TinyKind::kBpe, "outside");
  const auto message = [&](std::vector<Reading> readings) -> std::string {
    EvaluateRequest request;
    request.prompt = Prompt::Raw("abc");
    request.readings = std::move(readings);
    try {
      loaded.engine->Evaluate(std::span(&request, 1), {});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({{.position = 2}}), "");
  EXPECT_THAT(message({{.position = 3}}), HasSubstr("readings[0].position is 3"));
  EXPECT_THAT(message({{.position = 1}, {.position = 1}}), HasSubstr("readings[1].position must"));
  EXPECT_THAT(message({{.position = 1, .tokens = {260}}}),
              HasSubstr("260 is not in the vocabulary"));
  EvaluateRequest rank;
  rank.prompt = Prompt::Raw("abc");
  rank.rank = true;
  EXPECT_THROW(loaded.engine->Evaluate(std::span(&rank, 1), {}), Error);
  EXPECT_EQ(loaded.engine->Info().rank_outputs, 0);
}

// What the published code sees: the whole text, with "+" and "-" compared before each "+".
TEST(PrmLayouts, Rlhflow) {
  const Loaded loaded = Load(TinyKind::kBpe, "rlhflow");
  const auto turn = [](const std::string& text) {
    return "<|im_start|>user\n" + text + "<|im_end|>\n";
  };
  const std::string assistant = "<|im_start|>assistant\n";
  const std::string verdict = assistant + "+<|im_end|>\n";
  const auto whole =
      loaded.engine->Tokenize(turn("what is a and b a + is one") + verdict + turn("b is two") +
                                  verdict + turn("so three") + assistant,
                              true);
  std::vector<size_t> positions;
  for (const size_t at : PositionsOf(whole, 257)) {  // <|im_start|>
    if (whole[at + 1] == 'a') positions.push_back(at + assistant.size() - 12);
  }
  ASSERT_EQ(positions.size(), 3u);
  EXPECT_EQ(positions.back(), whole.size() - 1);
  std::vector<double> expected;
  const auto states = loaded.model.States(whole);
  for (const size_t at : positions) {
    const auto next = loaded.model.LogProbs(states[at]);
    expected.push_back(Sigmoid(next['+'] - next['-']));
  }
  const std::string text = "a + is one\n\n\n\nb is two\n \nso three\n\n";
  const std::vector<Score> scores = Rate(loaded, {}, {Saying(text)});
  ExpectNear(scores[0].steps, expected);
  EXPECT_DOUBLE_EQ(scores[0].total, scores[0].steps[2]);
}

TEST(PrmLayouts, MathShepherd) {
  const Loaded loaded = Load(TinyKind::kSpm, "shepherd");
  std::vector<Token> whole{1};  // the beginning token
  const auto text =
      loaded.engine->Tokenize("what is a and b one ки\ntwo\nlines ки\nlast ки", false);
  whole.insert(whole.end(), text.begin(), text.end());
  constexpr Token kMark = 3 + 256 + 4, kPlus = 3 + 256 + 7, kMinus = 3 + 256 + 8;
  const auto states = loaded.model.States(whole);
  std::vector<double> expected;
  for (const size_t at : PositionsOf(whole, kMark)) {
    const auto next = loaded.model.LogProbs(states[at]);
    expected.push_back(Sigmoid(next[kPlus] - next[kMinus]));
  }
  ASSERT_EQ(expected.size(), 3u);
  const auto scores =
      Rate(loaded, {{"layout", "math_shepherd"}}, {Saying("one\n\ntwo\nlines\n\nlast")});
  ExpectNear(scores[0].steps, expected);
}

TEST(PrmLayouts, Skywork) {
  const Loaded loaded = Load(TinyKind::kBpe, "skywork");
  const Head head = RandomHead({kWidth, 1});
  Convert(loaded, head, {"v_head.summary"}, "BF16");
  const auto whole =
      loaded.engine->Tokenize("<|endoftext|>what is a and b\none\ntwo lines\nlast\n", true);
  const auto states = loaded.model.States(whole);
  std::vector<size_t> positions = PositionsOf(whole, '\n');
  std::vector<double> expected;
  for (size_t i = 1; i < positions.size(); ++i) {
    expected.push_back(Sigmoid(Apply(head, states[positions[i]])[0]));
  }
  ASSERT_EQ(expected.size(), 3u);
  const std::vector<Candidate> answers{Saying("one\n\ntwo\nlines\n\nlast")};
  for (const std::string aggregate : {"last", "min", "product", "mean"}) {
    const auto score = Rate(loaded, {{"layout", "skywork"}, {"aggregate", aggregate}}, answers)[0];
    ExpectNear(score.steps, expected);
    const double product = expected[0] * expected[1] * expected[2];
    const double mean = (expected[0] + expected[1] + expected[2]) / 3;
    EXPECT_NEAR(score.total,
                aggregate == "last"      ? expected[2]
                : aggregate == "min"     ? *std::min_element(expected.begin(), expected.end())
                : aggregate == "product" ? product
                                         : mean,
                2e-5);
  }
}

TEST(PrmLayouts, QwenPrm) {
  const Loaded loaded = Load(TinyKind::kBpe, "qwen_prm");
  const Head head = RandomHead({kWidth, kWidth, 2});
  Convert(loaded, head, {"score.0", "score.2"});
  const auto whole = loaded.engine->Tokenize(
      kSystem +
          "<|im_start|>user\nwhat is a and b<|im_end|>\n<|im_start|>assistant\none<extra_0>two"
          "<extra_0>",
      true);
  const auto states = loaded.model.States(whole);
  std::vector<double> expected;
  for (const size_t at : PositionsOf(whole, 259)) {  // <extra_0>
    const std::vector<double> out = Apply(head, states[at]);
    expected.push_back(std::exp(out[1]) / (std::exp(out[0]) + std::exp(out[1])));
  }
  ASSERT_EQ(expected.size(), 2u);
  Candidate by_ends = Saying("one two");  // in mid-search: no blank line between steps
  by_ends.step_ends = {4, 4, 7};
  const auto scores = Rate(loaded, {{"layout", "qwen_prm"}},
                           {Saying("one\n\ntwo"), Saying("\n\none\n\n\n\ntwo\n\n"), by_ends});
  for (const Score& score : scores) ExpectNear(score.steps, expected);
  // The marks that an answer writes itself are text, and no place where it is read.
  const Score forged = Rate(loaded, {{"layout", "qwen_prm"}}, {Saying("one<extra_0>two")})[0];
  EXPECT_EQ(forged.steps.size(), 1u);
}

TEST(PrmLayouts, QwenRm) {
  const Loaded loaded = Load(TinyKind::kBpe, "qwen_rm");
  const Head head = RandomHead({kWidth, kWidth, 1});
  Convert(loaded, head, {"score.0", "score.2"}, "F16");
  const auto whole = loaded.engine->Tokenize(
      kSystem +
          "<|im_start|>user\nwhat is a and b<|im_end|>\n<|im_start|>assistant\none\n\ntwo"
          "<|im_end|>\n",
      true);
  const Score score = Rate(loaded, {{"layout", "qwen_rm"}}, {Saying("one\n\ntwo\n\n")})[0];
  ExpectNear(score.steps, {Apply(head, loaded.model.States(whole).back())[0]});
}

// A beam that grows by a step costs that step, whatever the layout; equal beginnings cost once.
TEST(Prm, ComputesNewStepsOnly) {
  for (const std::string layout : {"rlhflow", "skywork", "qwen_prm", "math_shepherd"}) {
    const bool spm = layout == "math_shepherd";
    const Loaded loaded = Load(spm ? TinyKind::kSpm : TinyKind::kBpe, "grow_" + layout);
    if (layout == "skywork") Convert(loaded, RandomHead({kWidth, 1}), {"score"});
    if (layout == "qwen_prm") Convert(loaded, RandomHead({kWidth, 8, 2}), {"score.0", "score.2"});
    BareContext context(loaded.engine);
    const auto scorer = FindScorer("prm").create({{"layout", layout}});
    const Question question{{Message("user", std::string(200, 'q'))}, AnswerKind::kAuto};
    Candidate beam = Saying("");
    std::vector<double> known;
    for (int step = 0; step < 5; ++step) {
      beam.text += "step " + std::string(10, static_cast<char>('a' + step)) + "\n\n";
      beam.step_ends.push_back(beam.text.size());
      const int64_t before = loaded.engine->evaluated_prefill;
      const auto scores = scorer->Rate(question, std::vector<Candidate>{beam, beam}, context);
      const int64_t fresh = loaded.engine->evaluated_prefill - before;
      // The step, and what stands around it.
      const int64_t most = step == 0 ? 1000 : layout == "rlhflow" ? 15 + 75 : 15 + 5;
      EXPECT_LE(fresh, most) << layout;
      EXPECT_GE(fresh, 15) << layout;
      EXPECT_EQ(loaded.engine->readings, static_cast<size_t>(step) + 1);
      ASSERT_EQ(scores[0].steps.size(), static_cast<size_t>(step) + 1);
      EXPECT_EQ(scores[0].steps, scores[1].steps);
      const auto old = std::vector<double>(scores[0].steps.begin(), scores[0].steps.end() - 1);
      EXPECT_EQ(old, known);
      known = scores[0].steps;
    }
    const int64_t before = loaded.engine->evaluated_prefill;
    scorer->Rate(question, std::vector<Candidate>{beam}, context);
    EXPECT_EQ(loaded.engine->evaluated_prefill, before);
    // What was read bit by bit is what a fresh scorer reads in one go.
    const auto whole = FindScorer("prm")
                           .create({{"layout", layout}})
                           ->Rate(question, std::vector<Candidate>{beam}, context);
    ExpectNear(whole[0].steps, known);
  }
}

TEST(Prm, AbstainsFromWhatCannotBeRead) {
  const Loaded loaded = Load(TinyKind::kBpe, "abstains");
  std::vector<std::string> warnings;
  Candidate failed = Saying("failed");
  failed.stop = StopReason::kError;
  const auto scores = Rate(
      loaded, {},
      {Saying(""), Saying("\n\n \n\n"), failed, Saying(std::string(2000, 'x')), Saying("good")},
      &warnings);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(scores[i].abstained) << i;
    EXPECT_TRUE(scores[i].steps.empty());
  }
  EXPECT_FALSE(scores[4].abstained);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_THAT(warnings[0], HasSubstr("1 answers are longer"));
}

TEST(Prm, AScoreThatIsNoNumberIsNone) {
  const Loaded loaded = Load(TinyKind::kBpe, "nan");
  for (const size_t layer : {0, 2}) {
    Head head = RandomHead({kWidth, 4, 2});
    std::fill(head[layer].begin(), head[layer].end(), std::numeric_limits<float>::quiet_NaN());
    Convert(loaded, head, {"score.0", "score.2"});
    std::vector<std::string> warnings;
    const auto score = Rate(loaded, {{"layout", "qwen_prm"}}, {Saying("one")}, &warnings)[0];
    EXPECT_TRUE(score.abstained);
    EXPECT_EQ(score.total, 0);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_THAT(warnings[0], HasSubstr("no number"));
  }
}

// Runs best_of_n and expects an error before any token is spent.
std::string Refusal(const Loaded& loaded, const OptionValues& options,
                    const std::string& scorer = "prm") {
  Request request;
  request.messages = {Message("user", std::string("what is a"))};
  request.method = "best_of_n";
  request.options = {{"n", "2"}};
  request.scorer = scorer;
  request.scorer_options = options;
  request.max_tokens = 4;
  try {
    Runner(loaded.engine).Run(request);
  } catch (const Error& error) {
    EXPECT_EQ(loaded.engine->batches, 0u);
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "";
}

TEST(Prm, RefusesHeadsThatDoNotFit) {
  const Loaded loaded = Load(TinyKind::kBpe, "refuse");
  const OptionValues qwen{{"layout", "qwen_prm"}};
  EXPECT_THAT(Refusal(loaded, qwen), HasSubstr("there is no such file; scripts/convert_head.py"));
  EXPECT_THAT(Refusal(loaded, {{"layout", "skywork"}, {"head", "no/such.head"}}),
              HasSubstr("no/such.head"));
  EXPECT_THAT(Refusal(loaded, {{"layout", "math_shepherd"}}), HasSubstr("no token for ки"));
  Convert(loaded, RandomHead({kWidth, 1}), {"score"});
  EXPECT_THAT(Refusal(loaded, qwen), HasSubstr("has 1 outputs; layout=qwen_prm wants 2"));
  Convert(loaded, RandomHead({kWidth, 4, 2}), {"score.0", "score.2"});
  std::filesystem::path head = loaded.file;
  head.replace_extension(".head");
  std::ifstream stream(head, std::ios::binary);
  const std::string good(std::istreambuf_iterator<char>(stream), {});
  ASSERT_GT(good.size(), 600u);
  const auto with = [&](const std::string& bytes) {
    std::ofstream(head, std::ios::binary) << bytes;
    return Refusal(loaded, qwen);
  };
  EXPECT_THAT(with(""), HasSubstr("is not a head"));
  for (size_t length = 8; length < good.size(); length += 13) {
    EXPECT_THAT(with(good.substr(0, length)), HasSubstr("head " + head.string())) << length;
  }
  for (size_t at = 0; at < good.size(); at += 7) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 4);
    EXPECT_THAT(with(bad), HasSubstr("make it anew")) << at;
  }
  // Of another model with the same shapes.
  const Loaded other{TinyModel(TinyKind::kBpe, 6), TestFile("other.gguf"), nullptr};
  other.model.Write(other.file);
  Convert(other, RandomHead({kWidth, 4, 2}), {"score.0", "score.2"});
  const std::string others = std::filesystem::path(other.file).replace_extension(".head").string();
  EXPECT_THAT(Refusal(loaded, {{"layout", "qwen_prm"}, {"head", others}}),
              HasSubstr("belongs to another model file"));
  EXPECT_EQ(with(good), "");
  EXPECT_GT(loaded.engine->batches, 0u);
}

// The head of a model that has one, over several calls of the model.
TEST(RewardModel, SaysWhatTheHeadSays) {
  for (const int chunk : {512, 16}) {
    const Loaded loaded = Load(TinyKind::kRank, "rank", chunk);
    ASSERT_EQ(loaded.engine->Info().rank_outputs, 2);
    const auto whole = loaded.engine->Tokenize(
        "<|im_start|>user\nwhat is a and b<|im_end|>\n<|im_start|>assistant\nit is <c><|im_end|>\n",
        true);
    const auto expected = loaded.model.Rank(loaded.model.States(whole).back());
    BareContext context(loaded.engine);
    const std::vector<Candidate> answers{Saying("it is <c>"), Saying(""),
                                         Saying(std::string(1100, 'x')), Saying("other")};
    for (const int output : {0, 1}) {
      const auto scorer = FindScorer("reward_model").create({{"output", std::to_string(output)}});
      scorer->Require(loaded.engine->Info());
      scorer->Prepare(*loaded.engine);
      const auto scores = scorer->Rate(kQuestion, answers, context);
      EXPECT_NEAR(scores[0].total, expected[static_cast<size_t>(output)], 1e-4);
      EXPECT_TRUE(scores[1].abstained);
      EXPECT_TRUE(scores[2].abstained);
      EXPECT_FALSE(scores[3].abstained);
      EXPECT_GT(std::abs(scores[3].total - scores[0].total), 1e-3);
    }
    EXPECT_EQ(context.warnings.size(), 2u);
    // The same model goes on talking in its other context.
    Request request;
    request.messages = kQuestion.messages;
    request.max_tokens = 8;
    EXPECT_GT(Runner(loaded.engine).Run(request).usage.completion_tokens, 0);
  }
}

TEST(LoadLlamaEngine, RefusesModelsWhoseMemoryCannotBeCutBack) {
  try {
    Load(TinyKind::kMamba, "mamba");
    FAIL() << "a model with a running state was loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
    EXPECT_THAT(error.what(), HasSubstr("keep a running state"));
  }
}

TEST(RewardModel, RefusesModelsWithoutAHead) {
  const Loaded plain = Load(TinyKind::kBpe, "headless");
  EXPECT_THAT(Refusal(plain, {}, "reward_model"), HasSubstr("has no classification head"));
  const Loaded ranks = Load(TinyKind::kRank, "outputs");
  EXPECT_THAT(Refusal(ranks, {{"output", "2"}}, "reward_model"),
              HasSubstr("output must be below 2"));
}

}  // namespace
}  // namespace ponder
