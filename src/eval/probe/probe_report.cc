#include "eval/probe/probe_report.h"

#include <set>
#include <utility>

#include "ponder/error.h"
#include "scorer/arithmetic.h"

namespace ponder {
namespace {

constexpr int kVariantUnits = 8;

std::vector<JudgedQuestion> Judged(const ProbeData& data) {
  std::vector<JudgedQuestion> questions;
  for (const ProbeQuestion& question : data.questions) {
    JudgedQuestion& judged = questions.emplace_back();
    for (const ProbeSample& sample : question.samples) {
      judged.push_back({sample.vote_key, sample.right});
    }
  }
  return questions;
}

// One score a sample, made by `rate`.
template <class Rate>
VerifierScores ScoredBy(const ProbeData& data, std::string name, ScoreScale scale, Rate rate) {
  VerifierScores scored{std::move(name), scale, {}};
  for (const ProbeQuestion& question : data.questions) {
    std::vector<Score>& scores = scored.scores.emplace_back();
    for (const ProbeSample& sample : question.samples) scores.push_back(rate(sample));
  }
  return scored;
}

VerifierScores FromProbe(const std::string& name, const ProbeScores& probabilities) {
  VerifierScores scored{name, ScoreScale::kProbability, {}};
  for (const std::vector<double>& question : probabilities) {
    std::vector<Score>& scores = scored.scores.emplace_back();
    for (const double probability : question) {
      Score score;
      score.total = probability;
      scores.push_back(score);
    }
  }
  return scored;
}

VerifierScores ByArithmetic(const ProbeData& data) {
  return ScoredBy(data, "arithmetic", ScoreScale::kLog, [](const ProbeSample& sample) {
    return ArithmeticScore(sample.text, "", sample.stop);
  });
}

VerifierScores ByLogprob(const ProbeData& data) {
  return ScoredBy(data, "logprob", ScoreScale::kLog, [](const ProbeSample& sample) {
    Score score;
    score.total = sample.points.back().mean_logprob;
    return score;
  });
}

ProbeVariant Variant(std::string name, const ProbeSettings& settings) {
  ProbeVariant variant;
  variant.name = std::move(name);
  variant.settings = settings;
  return variant;
}

void Measure(const std::vector<JudgedQuestion>& judged, const VerifierScores& scores,
             ProbeVariant& variant) {
  variant.figures = CompareVerifiers(judged, {scores}).scorers.front();
  variant.brier = MeasureCalibration(judged, scores).brier;
}

}  // namespace

std::vector<ProbeVariant> ProbeVariants(const ProbeSettings& settings) {
  std::vector<ProbeVariant> variants{Variant("as trained", settings)};
  const ProbeFeatures& own = settings.fit.features;
  const auto add = [&](std::string name, const ProbeFeatures& features, int units, double part) {
    ProbeSettings other = settings;
    other.fit.features = features;
    other.fit.units = units;
    other.part = part;
    variants.push_back(Variant(std::move(name), other));
  };
  for (const auto& [name, states] : ChoiceNames<ProbeStates>::kNames) {
    if (states == own.states) continue;
    ProbeFeatures features = own;
    features.states = states;
    if (features.Size(1) == 0) continue;  // nothing left to look at
    add("states " + std::string(name), features, settings.fit.units, 1);
  }
  const auto turn = [&](const std::string& name, bool ProbeFeatures::*part) {
    ProbeFeatures features = own;
    features.*part = !(own.*part);
    if (features.Size(1) == 0) return;
    add((own.*part ? "without " : "with ") + name, features, settings.fit.units, 1);
  };
  turn("equations", &ProbeFeatures::equations);
  turn("numbers", &ProbeFeatures::numbers);
  turn("counts", &ProbeFeatures::counts);
  if (own.states != ProbeStates::kNone) {
    const ProbeFeatures alone{
        .states = own.states, .equations = false, .numbers = false, .counts = false};
    add("states alone", alone, settings.fit.units, 1);
  }
  const int units = settings.fit.units == 0 ? kVariantUnits : 0;
  add(units == 0 ? "no hidden layer" : "hidden layer of " + std::to_string(units), own, units, 1);
  add("a half of the questions", own, settings.fit.units, 0.5);
  add("a quarter of the questions", own, settings.fit.units, 0.25);
  return variants;
}

ProbeReport MakeProbeReport(const ProbeData& data, const ProbeSettings& settings, bool compare,
                            const std::function<void(const std::string&)>& tell) {
  const std::vector<JudgedQuestion> judged = Judged(data);
  const int width = data.about.width;
  ProbeReport report;
  std::vector<ProbeVariant> variants = ProbeVariants(settings);
  if (!compare) variants.resize(1);
  for (ProbeVariant& variant : variants) {
    if (tell) tell(variant.name);
    ProbeScores fitted;
    try {
      fitted = CrossFit(data.questions, width, variant.settings);
    } catch (const Error& what) {
      if (report.variants.empty()) throw;
      report.not_fitted.push_back(variant.name + ": " + what.what());
      continue;
    }
    const VerifierScores scores = FromProbe("probe", fitted);
    if (report.variants.empty()) {
      report.verifiers = CompareVerifiers(judged, {scores, ByArithmetic(data), ByLogprob(data)});
      report.calibration = MeasureCalibration(judged, scores);
    }
    Measure(judged, scores, variant);
    report.variants.push_back(std::move(variant));
  }
  return report;
}

void CheckUnseenBy(const ProbeData& trained, const ProbeData& other) {
  if (other.about.fingerprint != trained.about.fingerprint) {
    throw Error(ErrorCode::kInvalidRequest, "these samples are of model " + other.about.model +
                                                " and the probe is of " + trained.about.model +
                                                "; samples of the same model are wanted");
  }
  // By their words too: another seed gives another name to a made question, which may be the same.
  std::set<std::string> names, texts;
  for (const ProbeQuestion& question : trained.questions) {
    names.insert(question.task + "/" + question.item);
    if (!question.question.empty()) texts.insert(question.question);
  }
  for (const ProbeQuestion& question : other.questions) {
    if (!names.contains(question.task + "/" + question.item) &&
        !texts.contains(question.question)) {
      continue;
    }
    throw Error(ErrorCode::kInvalidRequest,
                "question " + question.item + " of " + question.task +
                    " is one that the probe is fitted to; sample others: made ones of another "
                    "--seed (a task with few questions repeats them), or of another task or part "
                    "of a published set");
  }
}

ProbeTransfer MeasureTransfer(const ProbeHead& head, const ProbeData& other) {
  const std::vector<JudgedQuestion> judged = Judged(other);
  const auto rate = [&](const ProbeSample& sample) {
    Score score;
    score.total = head.Probability(sample.points.back());
    return score;
  };
  const VerifierScores scores = ScoredBy(other, "probe", ScoreScale::kProbability, rate);
  return {other.about.tasks,
          CompareVerifiers(judged, {scores, ByArithmetic(other), ByLogprob(other)}),
          MeasureCalibration(judged, scores)};
}

}  // namespace ponder
