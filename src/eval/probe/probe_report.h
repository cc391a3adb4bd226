// What a probe is worth on the samples it was trained from, each answer judged by a probe that has
// not seen its question.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "eval/probe/cross_fit.h"
#include "eval/probe/sample_folder.h"
#include "eval/verifier.h"

namespace ponder {

// Another probe on the same samples.
struct ProbeVariant {
  std::string name;
  ProbeSettings settings;
  VerifierFigures figures;
  double brier = 0;
};

// What a probe is worth on other samples, of other tasks perhaps.
struct ProbeTransfer {
  std::string tasks;
  VerifierReport verifiers;  // probe, arithmetic, logprob
  CalibrationReport calibration;
};

struct ProbeReport {
  VerifierReport verifiers;  // probe, arithmetic, logprob
  CalibrationReport calibration;
  std::vector<ProbeVariant> variants;   // the first is the probe itself
  std::vector<std::string> not_fitted;  // variants for which the samples were too few, and why
  std::vector<ProbeTransfer> transfers;
};

// Other states, fewer features, a hidden layer, and a quarter and a half of the questions.
std::vector<ProbeVariant> ProbeVariants(const ProbeSettings& settings);

// `compare`: the variants too. `tell` is called before each of them is fitted. Throws as CrossFit
// where the probe itself cannot be fitted.
ProbeReport MakeProbeReport(const ProbeData& data, const ProbeSettings& settings, bool compare,
                            const std::function<void(const std::string&)>& tell = nullptr);

// By a head that was fitted to others.
ProbeTransfer MeasureTransfer(const ProbeHead& head, const ProbeData& other);
// Throws kInvalidRequest where `other` is of another model than `trained`, or shares a question
// with it.
void CheckUnseenBy(const ProbeData& trained, const ProbeData& other);

// "4,096 answers to 512 questions of gsm8k: ...", for ProbeFile::about.
std::string AboutProbe(const ProbeData& data, const ProbeReport& report);

std::string ProbeReportText(const ProbeData& data, const ProbeReport& report);
nlohmann::ordered_json ProbeReportJson(const ProbeData& data, const ProbeReport& report);

}  // namespace ponder
