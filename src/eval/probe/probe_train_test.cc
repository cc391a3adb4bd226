// From questions to a probe, on engines without weights.
#include <gtest/gtest.h>

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stop_token>

#include "engine/fake/counting.h"
#include "engine/fake/toy.h"
#include "eval/probe/cross_fit.h"
#include "eval/probe/probe_report.h"
#include "eval/probe/sampling.h"
#include "eval/study.h"
#include "ponder/error.h"
#include "ponder/random.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

class ProbeTraining : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ponder-probe-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    about_.fingerprint = engine_->Info().fingerprint;
    about_.model = engine_->Info().model;
    about_.width = engine_->Info().width;
    about_.tasks = "one_digit_sums";
    about_.samples = 4;
    about_.max_tokens = 60;
  }
  void TearDown() override { fs::remove_all(folder_); }

  StudyPlan Plan(int questions) const {
    StudyFields fields;
    fields["tasks"] = {"tasks", {about_.tasks}};
    fields["limit"] = {"limit", {std::to_string(questions)}};
    fields["shots"] = {"shots", {std::to_string(about_.shots)}};
    return PlanStudy(MakeStudy(fields));
  }

  ProbeSamplingResult Sample(int questions, int64_t budget = 1'000'000,
                             const ProbeSamplingListener& listener = nullptr,
                             std::stop_token stop = {}) {
    const StudyPlan plan = Plan(questions);
    ProbeFolder folder(folder_ / "samples", about_);
    return SampleForProbe(about_, plan, budget, engine_, folder, listener, std::move(stop));
  }

  std::shared_ptr<Engine> engine_ = MakeToyEngine(1);
  fs::path folder_;
  ProbeAbout about_;
};

TEST_F(ProbeTraining, SamplesComeBackFromTheFolder) {
  const ProbeSamplingResult result = Sample(5);
  EXPECT_EQ(result.questions, 5);
  EXPECT_EQ(result.failed, 0);
  EXPECT_FALSE(result.budget_spent);
  const ProbeData data = ReadProbeFolder(folder_ / "samples");
  EXPECT_EQ(data.about, about_);
  ASSERT_EQ(data.questions.size(), 5u);
  EXPECT_EQ(data.Tokens(), result.tokens);
  for (const ProbeQuestion& question : data.questions) {
    EXPECT_EQ(question.samples.size(), 4u);
    int64_t tokens = 0;
    for (const ProbeSample& sample : question.samples) {
      tokens += sample.tokens;
      EXPECT_EQ(sample.right, sample.final == question.gold);
      EXPECT_EQ(sample.points.back().end, sample.text.size());
      for (size_t i = 0; i < sample.points.size(); ++i) {
        EXPECT_EQ(sample.points[i].last.size(), 8u);
        EXPECT_EQ(sample.targets[i], sample.right ? 1 : 0);
      }
    }
    EXPECT_EQ(tokens, question.tokens);
  }
}

TEST_F(ProbeTraining, ThePromptSaysInWhatFormExamplesReason) {
  for (const char* prompt : {"plain", "few_shot"}) {
    const auto engine = std::make_shared<CountingEngine>(MakeToyEngine(1));
    engine_ = engine;
    about_.prompt = prompt;
    about_.shots = 2;
    fs::remove_all(folder_ / "samples");
    Sample(1);
    const std::vector<Message> asked = *engine->Last().front().prompt.messages;
    ASSERT_GE(asked.size(), 5u) << prompt;  // two examples of two turns, then the question
    const std::string reply = asked[asked.size() - 2].Text();
    EXPECT_EQ(reply.starts_with("####"), std::string(prompt) == "plain") << reply;
    EXPECT_NE(reply.find("####"), std::string::npos);
  }
  EXPECT_EQ(ReadProbeFolder(folder_ / "samples").about.shots, 2);
}

TEST_F(ProbeTraining, SamplesWithoutAWordOnExamplesHadNone) {
  Sample(2);
  const fs::path file = folder_ / "samples" / "about.json";
  std::ifstream in(file);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  text.replace(text.find("\"format\":2"), 10, "\"format\":1");
  text.erase(text.find("\"shots\":0,"), 10);
  std::ofstream(file) << text;
  EXPECT_EQ(ReadProbeFolder(folder_ / "samples").about, about_);
}

TEST_F(ProbeTraining, GoesOnWhereItStoppedWithTheSameSamples) {
  std::stop_source source;
  Sample(
      8, 1'000'000,
      [&](const ProbeSamplingProgress& progress) {
        if (progress.done >= 3) source.request_stop();
      },
      source.get_token());
  const fs::path folder = folder_ / "samples";
  const ProbeData first = ReadProbeFolder(folder);
  EXPECT_GE(first.questions.size(), 3u);
  EXPECT_LT(first.questions.size(), 8u);
  // A kill in the middle of a line, and states without their line.
  std::ofstream(folder / "samples.jsonl", std::ios::app) << "{\"format\": 2, \"task";
  std::ofstream(folder / "states.bin", std::ios::app) << "half a state";
  EXPECT_EQ(ReadProbeFolder(folder).questions.size(), first.questions.size());
  EXPECT_EQ(Sample(8).questions, 8);
  const ProbeData all = ReadProbeFolder(folder);
  fs::rename(folder, folder_ / "interrupted");
  Sample(8);
  const ProbeData whole = ReadProbeFolder(folder);
  const auto find = [&](const std::string& item) -> const ProbeQuestion& {
    for (const ProbeQuestion& question : whole.questions) {
      if (question.item == item) return question;
    }
    throw Error(ErrorCode::kNotFound, item);
  };
  for (const ProbeQuestion& question : all.questions) {
    const ProbeQuestion& same = find(question.item);
    for (size_t i = 0; i < question.samples.size(); ++i) {
      EXPECT_EQ(question.samples[i].text, same.samples[i].text);
      EXPECT_EQ(question.samples[i].points.back().last, same.samples[i].points.back().last);
    }
  }
}

TEST_F(ProbeTraining, NeverPassesItsBudget) {
  const StudyPlan plan = Plan(20);
  EXPECT_EQ(MostTokensOfAQuestion(about_, plan), 4 * 60);
  const ProbeSamplingResult result = Sample(20, 600);
  EXPECT_TRUE(result.budget_spent);
  EXPECT_LE(result.tokens, 600);
  EXPECT_GT(result.questions, 0);
  const int64_t before = result.tokens;
  EXPECT_LE(Sample(20, 600).tokens, 600);
  EXPECT_GT(Sample(20, 2000).tokens, before);
}

TEST_F(ProbeTraining, RolloutsSayWhatAStepIsWorth) {
  about_.rollouts = 3;
  about_.tasks = "word_problems";  // answers of several lines
  const ProbeSamplingResult result = Sample(12);
  const ProbeData data = ReadProbeFolder(folder_ / "samples");
  EXPECT_EQ(data.Tokens(), result.tokens);
  int rolled = 0, soft = 0;
  for (const ProbeQuestion& question : data.questions) {
    for (const ProbeSample& sample : question.samples) {
      EXPECT_EQ(sample.rollouts.back(), 0);
      EXPECT_EQ(sample.targets.back(), sample.right ? 1 : 0);
      for (size_t i = 0; i < sample.points.size(); ++i) {
        rolled += sample.rollouts[i] > 0 ? 1 : 0;
        const double own = sample.right ? 1 : 0;
        EXPECT_GE(sample.targets[i] * (1 + sample.rollouts[i]), own - 1e-9);
        EXPECT_LE(sample.targets[i] * (1 + sample.rollouts[i]), own + sample.rollouts[i] + 1e-9);
        soft += sample.targets[i] > 0 && sample.targets[i] < 1 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(rolled, 0);
  EXPECT_GT(soft, 0);
}

TEST_F(ProbeTraining, AFolderHoldsOneThing) {
  Sample(2);
  about_.temperature = 0.5;
  EXPECT_THROW(Sample(2), Error);
  EXPECT_THROW(ReadProbeFolder(folder_ / "nothing"), Error);
  about_.temperature = 0.7;
  fs::resize_file(folder_ / "samples" / "states.bin", 10);
  EXPECT_THROW(ReadProbeFolder(folder_ / "samples"), Error);
  EXPECT_THROW(Sample(3), Error);  // what is missing would become zeros
}

// Questions whose answers are right by the sign of their first state.
std::vector<ProbeQuestion> MadeUp(int count) {
  std::vector<ProbeQuestion> questions;
  const RandomStream random(3);
  uint64_t draw = 0;
  for (int q = 0; q < count; ++q) {
    ProbeQuestion& question = questions.emplace_back();
    question.item = std::to_string(q);
    for (int s = 0; s < 6; ++s) {
      ProbeSample& sample = question.samples.emplace_back();
      ProbePoint& point = sample.points.emplace_back();
      for (int d = 0; d < 8; ++d) {
        point.last.push_back(static_cast<float>(2 * random.Uniform(draw++) - 1));
      }
      point.mean = point.step = std::vector<float>(8, 0);
      sample.right = point.last[0] > 0.1;
      sample.vote_key = sample.right ? "yes" : "no";
      sample.targets = {sample.right ? 1.0 : 0.0};
      sample.rollouts = {0};
    }
  }
  return questions;
}

TEST(CrossFit, JudgesUnseenQuestions) {
  ProbeData data;
  data.about.width = 8;
  data.about.tasks = "made up";
  data.questions = MadeUp(60);
  ProbeSettings settings;
  settings.fit.features = {.equations = false, .numbers = false};
  int told = 0;
  const ProbeReport report =
      MakeProbeReport(data, settings, true, [&](const std::string&) { ++told; });
  EXPECT_GT(report.verifiers.scorers[0].auc_within.value, 0.95);
  EXPECT_EQ(report.verifiers.scorers[0].name, "probe");
  EXPECT_EQ(report.verifiers.scorers[1].auc_within.value, 0.5);  // no equations in no text
  EXPECT_LT(report.calibration.brier, report.calibration.brier_of_rate);
  EXPECT_EQ(told, static_cast<int>(report.variants.size()));
  for (const ProbeVariant& variant : report.variants) {
    if (variant.name == "states none" || variant.name == "states mean") {
      EXPECT_NEAR(variant.figures.auc_within.value, 0.5, 0.1) << variant.name;
    }
    if (variant.name == "states alone" || variant.name == "states both") {
      EXPECT_GT(variant.figures.auc_within.value, 0.9) << variant.name;
    }
  }
  const std::string text = ProbeReportText(data, report);
  for (const char* part : {"AUC within", "arithmetic", "logprob", "a quarter of the questions"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(ProbeReportJson(data, report)["scorers"].size(), 3u);
}

TEST(ProbeTransfer, IsOfQuestionsThatTheProbeHasNotSeen) {
  ProbeData data;
  data.about.width = 8;
  data.questions = MadeUp(60);
  ProbeData other{data.about, {data.questions.begin() + 40, data.questions.end()}};
  data.questions.resize(40);
  other.about.tasks = "others";
  const ProbeHead head = FitToAll(data.questions, 8, {}).head;
  ProbeReport report = MakeProbeReport(data, {}, false);
  EXPECT_NO_THROW(CheckUnseenBy(data, other));
  report.transfers.push_back(MeasureTransfer(head, other));
  EXPECT_EQ(report.transfers[0].verifiers.questions, 20);
  EXPECT_GT(report.transfers[0].verifiers.scorers[0].auc_within.value, 0.9);
  EXPECT_NE(ProbeReportText(data, report).find("others"), std::string::npos);
  EXPECT_EQ(ProbeReportJson(data, report)["transfers"][0]["tasks"], "others");
  EXPECT_THROW(CheckUnseenBy(data, data), Error);
  // The same words under the name that another seed gives.
  data.questions[0].question = other.questions[0].question = "What is 2 + 2?";
  EXPECT_THROW(CheckUnseenBy(data, other), Error);
  other.questions[0].question = "What is 2 + 3?";
  EXPECT_NO_THROW(CheckUnseenBy(data, other));
  other.about.fingerprint = "another";
  EXPECT_THROW(CheckUnseenBy(data, other), Error);
}

TEST(CrossFit, LeaksNothing) {
  // Outcomes that no state explains: a probe judged on what it was fitted to would know them.
  std::vector<ProbeQuestion> questions = MadeUp(40);
  const RandomStream random(9);
  uint64_t draw = 0;
  for (ProbeQuestion& question : questions) {
    for (ProbeSample& sample : question.samples) {
      sample.right = random.Uniform(draw++) < 0.5;
      sample.targets = {sample.right ? 1.0 : 0.0};
    }
  }
  ProbeData data{{}, questions};
  data.about.width = 8;
  const ProbeReport report = MakeProbeReport(data, {}, false);
  EXPECT_NEAR(report.verifiers.scorers[0].auc_within.value, 0.5, 0.1);
}

// A part of the questions is a part of those held back too.
TEST(CrossFit, APartIsOfAllThatItIsFittedTo) {
  const std::vector<ProbeQuestion> questions = MadeUp(40);
  std::vector<ProbeQuestion> poisoned = questions;
  ProbeSettings settings;
  settings.fit.features = {.equations = false, .numbers = false};
  settings.part = 0.25;
  const ProbeFit fit = FitToAll(questions, 8, settings);
  // States that no fit survives, in one question after the other: ten of the forty count.
  int seen = 0;
  for (ProbeQuestion& question : poisoned) {
    const ProbeQuestion whole = question;
    for (ProbeSample& sample : question.samples) sample.points[0].last.assign(8, 100);
    const ProbeHead head = FitToAll(poisoned, 8, settings).head;
    const bool same = head.weights == fit.head.weights && head.slope == fit.head.slope;
    seen += same ? 0 : 1;
    question = whole;
  }
  EXPECT_EQ(seen, 10);
}

TEST(ProbeReport, LeavesOutVariantsForWhichThereIsTooLittle) {
  ProbeData data;
  data.about.width = 8;
  data.questions = MadeUp(40);
  // Right answers are so few that a quarter of the questions may have none.
  int right = 0;
  for (ProbeQuestion& question : data.questions) {
    for (ProbeSample& sample : question.samples) {
      sample.right = sample.right && right < 12 && ++right > 0;
      sample.vote_key = sample.right ? "yes" : "no";
      sample.targets = {sample.right ? 1.0 : 0.0};
    }
  }
  const ProbeReport report = MakeProbeReport(data, {}, true);
  EXPECT_EQ(report.variants.size() + report.not_fitted.size(), ProbeVariants({}).size());
  EXPECT_FALSE(report.not_fitted.empty());
  EXPECT_NE(ProbeReportText(data, report).find("Not fitted: a quarter"), std::string::npos);
}

TEST(CrossFit, SaysWhatIsTooFew) {
  const std::vector<ProbeQuestion> questions = MadeUp(2);
  EXPECT_THROW(CrossFit(questions, 8, {}), Error);
  EXPECT_THROW(FitToAll(questions, 8, {}), Error);
  EXPECT_EQ(CrossFit(MadeUp(9), 8, {}).size(), 9u);
}

}  // namespace
}  // namespace ponder
