#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "engine/fake/scripted.h"
#include "models/test_cache.h"
#include "scorer/bare_context.h"
#include "scorer/probe_file.h"
#include "scorer/probe_points.h"

namespace ponder {
namespace {

constexpr int kWidth = 8;  // of the engines without weights

ProbeFile Made(const EngineInfo& info, int units = 0) {
  ProbeFile probe;
  probe.fingerprint = info.fingerprint;
  probe.model = info.model;
  probe.about = "made up";
  ProbeHead& head = probe.head;
  head.width = kWidth;
  head.units = units;
  const size_t size = head.features.Size(kWidth);
  head.shift.assign(size, 0);
  head.scale.assign(size, 1);
  head.weights.assign(head.WeightCount(), 0);
  if (units == 0) head.weights[kWidth + 1] = -2;  // wrong equations
  return probe;
}

Generation Say(Engine& engine, StopReason stop = StopReason::kEnd) {
  GenerateRequest request;
  request.prompt = Prompt::Chat({Message("user", std::string("sum?"))});
  request.sampling.temperature = 0;
  request.logprobs = request.hidden_states = true;
  request.max_tokens = stop == StopReason::kLength ? 6 : 100;
  return engine.Generate(std::span(&request, 1)).front();
}

std::shared_ptr<ScriptedEngine> Saying(const std::string& text) {
  return std::make_shared<ScriptedEngine>(std::vector<ScriptedReply>{{.text = text}});
}

Candidate From(Generation generation) {
  Candidate candidate;
  candidate.text = generation.text;
  candidate.stop = generation.stop;
  candidate.generation = std::move(generation);
  return candidate;
}

std::vector<Score> Rate(const std::shared_ptr<Engine>& engine, const Candidate& candidate,
                        const OptionValues& options = {}) {
  BareContext context(engine, true);
  const auto scorer = FindScorer("probe").create(options);
  scorer->RequirePolicy(engine->Info());
  return scorer->Rate({}, std::span(&candidate, 1), context);
}

TEST(ProbePoints, EndsOfLines) {
  EXPECT_EQ(LineEnds("a\nbc\n\nd"), (std::vector<size_t>{1, 4, 7}));
  EXPECT_EQ(LineEnds("a\n\n"), (std::vector<size_t>{3}));
  EXPECT_EQ(LineEnds(""), (std::vector<size_t>{0}));
  EXPECT_EQ(LineEnds(" \n "), (std::vector<size_t>{3}));
}

TEST(ProbePoints, AStateIsOfAllThatWasReadBeforeIt) {
  const auto engine = Saying("2 + 2 = 4\n1 + 1 = 3");
  const Generation said = Say(*engine);
  ASSERT_EQ(said.stop, StopReason::kEnd);
  const std::vector<ProbePoint> points = ReadPoints(said, LineEnds(said.text), *engine);
  ASSERT_EQ(points.size(), 2u);
  const size_t first = static_cast<size_t>(points[0].tokens);
  EXPECT_EQ(engine->Detokenize(std::span(said.tokens).first(first)), "2 + 2 = 4");
  EXPECT_EQ(points[0].last, said.hidden_states[first]);
  EXPECT_EQ(points[0].right, 1);
  EXPECT_EQ(points[0].wrong, 0);
  EXPECT_FALSE(points[0].ended);
  EXPECT_EQ(points[1].tokens, static_cast<int>(said.tokens.size()));
  EXPECT_EQ(points[1].last, said.hidden_states[said.tokens.size()]);
  EXPECT_EQ(points[1].wrong, 1);
  EXPECT_TRUE(points[1].ended);
  EXPECT_FALSE(points[1].cut);
  double mean = 0, step = 0, lowest = 0, sum = 0;
  for (size_t i = 1; i <= said.tokens.size(); ++i) {
    mean += said.hidden_states[i][0] / static_cast<double>(said.tokens.size());
    if (i > first)
      step += said.hidden_states[i][0] / static_cast<double>(said.tokens.size() - first);
    sum += said.logprobs[i - 1];
    lowest = std::min(lowest, double{said.logprobs[i - 1]});
  }
  EXPECT_NEAR(points[1].mean[0], mean, 1e-4);
  EXPECT_NEAR(points[1].step[0], step, 1e-4);
  EXPECT_NEAR(points[1].mean_logprob, sum / static_cast<double>(said.tokens.size()), 1e-9);
  EXPECT_EQ(points[1].lowest_logprob, lowest);
}

// A step that ends within a line is rated as an answer that is written so far, and does not change
// what is said of later ones.
TEST(ProbePoints, StepsWithinALineCountLines) {
  const auto engine = Saying("2 + 2 = 4, then 1 + 1 = 3\n\n3 + 3 = 6");
  const Generation said = Say(*engine);
  const std::vector<ProbePoint> lines = ReadPoints(said, LineEnds(said.text), *engine);
  ASSERT_EQ(lines.size(), 2u);
  const size_t size = said.text.size();
  // Within the first line, in the blank line behind it, and within the last.
  const std::vector<ProbePoint> steps = ReadPoints(said, std::vector<size_t>{10, 27, 30}, *engine);
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[0].steps, 1);
  EXPECT_EQ(steps[0].right, 1);
  EXPECT_EQ(steps[0].wrong, 0);
  const auto same = [](const ProbePoint& a, const ProbePoint& b) {
    return a.steps == b.steps && a.tokens == b.tokens && a.right == b.right && a.wrong == b.wrong &&
           a.mean_logprob == b.mean_logprob && a.last == b.last && a.mean == b.mean &&
           a.step == b.step;
  };
  EXPECT_TRUE(same(steps[1], lines[0]));
  EXPECT_EQ(steps[2].steps, 2);
  EXPECT_EQ(steps[2].right, 1);
  EXPECT_EQ(steps[3].end, size);
  EXPECT_TRUE(same(steps[3], lines[1]));
}

TEST(ProbePoints, WhatWasCutHasNoStateBehindItsLastToken) {
  const auto engine = Saying("2 + 2 = 4 and so on and on");
  const Generation said = Say(*engine, StopReason::kLength);
  ASSERT_EQ(said.stop, StopReason::kLength);
  const std::vector<ProbePoint> points = ReadPoints(said, LineEnds(said.text), *engine);
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0].last, said.hidden_states.back());
  EXPECT_TRUE(points[0].cut);
  Generation without = said;
  without.hidden_states.pop_back();
  EXPECT_TRUE(ReadPoints(without, LineEnds(without.text), *engine).empty());
}

TEST(ProbePoints, FollowTheNumbersOfTheQuestion) {
  const auto engine = Saying("3 + 4 = 7\n7 - 5 = 2");
  const Generation said = Say(*engine);
  std::vector<ProbePoint> points = ReadPoints(said, LineEnds(said.text), *engine);
  ReadNumbers("3 apples and 4 pears, 6 eaten", said.text, points);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].numbers.used, 2);
  EXPECT_EQ(points[0].numbers.fresh, 0);
  EXPECT_EQ(points[1].numbers.asked, 3);
  EXPECT_EQ(points[1].numbers.fresh, 1);  // 5
  EXPECT_TRUE(points[1].numbers.is_latest);
}

class ProbeScorer : public TestCache {};

TEST_F(ProbeScorer, FindsTheProbeOfItsModelAndReadsItsHead) {
  const auto engine = Saying("2 + 2 = 4\n1 + 1 = 3");
  WriteProbe(Made(engine->Info()), ProbePath(engine->Info().fingerprint));
  Candidate candidate = From(Say(*engine));
  std::vector<Score> scores = Rate(engine, candidate);
  EXPECT_NEAR(scores[0].total, 1 / (1 + std::exp(2.0)), 1e-6);  // one wrong equation
  EXPECT_TRUE(scores[0].steps.empty());
  candidate.step_ends = {10, candidate.text.size()};
  scores = Rate(engine, candidate);
  ASSERT_EQ(scores[0].steps.size(), 2u);
  EXPECT_NEAR(scores[0].steps[0], 0.5, 1e-6);
  EXPECT_NEAR(scores[0].steps[1], scores[0].total, 1e-12);
  candidate.generation.hidden_states.clear();
  EXPECT_TRUE(Rate(engine, candidate)[0].abstained);
}

// An open path is neither ended nor cut, and a finished one ended, whatever its text stopped at.
TEST_F(ProbeScorer, TellsABeginningFromAnAnswer) {
  const auto engine = Saying("2 + 2 = 4");
  ProbeFile probe = Made(engine->Info());
  std::vector<float>& weights = probe.head.weights;
  const size_t size = probe.head.features.Size(kWidth);
  weights.assign(weights.size(), 0);
  weights[size - 2] = 1;   // ended
  weights[size - 1] = -1;  // cut
  WriteProbe(probe, ProbePath(engine->Info().fingerprint));
  Candidate candidate = From(Say(*engine));
  candidate.by_steps = true;
  candidate.step_ends = {candidate.text.size()};
  const auto total = [&](bool open, StopReason stop) {
    candidate.open = open;
    candidate.stop = stop;
    return Rate(engine, candidate)[0].total;
  };
  EXPECT_NEAR(total(true, StopReason::kStopString), Sigmoid(0), 1e-6);
  EXPECT_NEAR(total(false, StopReason::kStopString), Sigmoid(1), 1e-6);
  EXPECT_NEAR(total(false, StopReason::kEnd), Sigmoid(1), 1e-6);
  EXPECT_NEAR(total(false, StopReason::kLength), Sigmoid(-1), 1e-6);
}

TEST_F(ProbeScorer, StepsAreCountedFromWhereTheAnswerBegins) {
  const auto engine = Saying("9 + 9 = 1 thinking\n2 + 2 = 4");
  WriteProbe(Made(engine->Info()), ProbePath(engine->Info().fingerprint));
  Candidate candidate = From(Say(*engine));
  candidate.text = candidate.text.substr(candidate.text.find('\n') + 1);
  candidate.step_ends = {candidate.text.size()};
  const std::vector<Score> scores = Rate(engine, candidate);
  ASSERT_EQ(scores[0].steps.size(), 1u);
  EXPECT_EQ(scores[0].steps[0], scores[0].total);
}

TEST_F(ProbeScorer, SaysWhatIsMissing) {
  const auto engine = Saying("x");
  const auto scorer = FindScorer("probe").create({});
  try {
    scorer->RequirePolicy(engine->Info());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    EXPECT_NE(std::string(error.what()).find("ponder train probe"), std::string::npos);
  }
  EXPECT_THROW(FindScorer("probe").create({{"file", (folder_ / "none").string()}}), Error);
}

TEST_F(ProbeScorer, RefusesTheProbeOfAnotherModel) {
  const auto engine = Saying("x");
  ProbeFile other = Made(engine->Info());
  other.fingerprint = "0123456789abcdef";
  other.model = "somebody-else";
  const std::string file = (folder_ / "other.probe").string();
  WriteProbe(other, file);
  const auto scorer = FindScorer("probe").create({{"file", file}});
  try {
    scorer->RequirePolicy(engine->Info());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
    EXPECT_NE(std::string(error.what()).find("somebody-else"), std::string::npos);
  }
}

TEST_F(ProbeScorer, OnlyTheCommandLineNamesFiles) {
  for (const OptionInfo& option : FindScorer("probe").options) {
    if (option.name == "file") {
      EXPECT_TRUE(option.local_only);
    }
  }
}

std::string Bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ProbeFiles : public TestCache {};

TEST_F(ProbeFiles, ComeBackAsTheyWere) {
  for (const int units : {0, 3}) {
    ProbeFile probe = Made({}, units);
    probe.fingerprint = "00112233aabbccdd";
    probe.model = "a model";
    probe.head.features = {.states = ProbeStates::kBoth, .equations = false};
    probe.head.shift.assign(probe.head.features.Size(kWidth), 0.25f);
    probe.head.scale.assign(probe.head.features.Size(kWidth), 2);
    probe.head.weights.assign(probe.head.WeightCount(), -1.5f);
    probe.head.slope = 0.7;
    probe.head.offset = -0.1;
    const std::filesystem::path file = folder_ / "deep" / "a.probe";
    WriteProbe(probe, file);
    const ProbeFile read = ReadProbe(file);
    EXPECT_EQ(read.fingerprint, probe.fingerprint);
    EXPECT_EQ(read.model, probe.model);
    EXPECT_EQ(read.about, probe.about);
    EXPECT_EQ(read.head.features, probe.head.features);
    EXPECT_EQ(read.head.units, units);
    EXPECT_EQ(read.head.shift, probe.head.shift);
    EXPECT_EQ(read.head.scale, probe.head.scale);
    EXPECT_EQ(read.head.weights, probe.head.weights);
    EXPECT_EQ(read.head.slope, probe.head.slope);
    EXPECT_EQ(read.head.offset, probe.head.offset);
  }
}

TEST_F(ProbeFiles, DamageIsAClearError) {
  const std::filesystem::path file = folder_ / "a.probe";
  WriteProbe(Made({}), file);
  const std::string whole = Bytes(file);
  const auto refuses = [&](const std::string& bytes, const std::string& part) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    try {
      ReadProbe(file);
      ADD_FAILURE() << part;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  };
  for (size_t length = 8; length < whole.size(); ++length)
    refuses(whole.substr(0, length), "cut short");
  for (size_t at = 28; at < whole.size(); at += 3) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    refuses(damaged, "damaged");
  }
  refuses("GGUF and more", "no probe");
  refuses("", "no probe");
  refuses(whole + "x", "damaged");
  std::string newer = whole;
  newer[8] = 3;
  refuses(newer, "version 3");
  EXPECT_THROW(ReadProbe(folder_ / "nowhere"), Error);
  EXPECT_THROW(ReadProbe(folder_), Error);
}

TEST_F(ProbeFiles, WhatCannotBeWrittenLeavesNothing) {
  std::ofstream(folder_ / "plain") << "x";
  EXPECT_THROW(WriteProbe(Made({}), folder_ / "plain" / "a.probe"), Error);
}

}  // namespace
}  // namespace ponder
