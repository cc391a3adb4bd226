// Flags of ponder train probe.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "cli/option_flags.h"
#include "eval/plan.h"
#include "eval/probe/cross_fit.h"
#include "eval/probe/samples.h"
#include "method/prompt_text.h"

namespace ponder {

struct SamplingFlags {
  int questions = 100;
  int samples = 8;
  int rollouts = 0;
  int shots = 0;
  int64_t budget_tokens = 200'000;
  int64_t seed = 0;
  PromptStyle prompt = PromptStyle::kCot;
  double temperature = 0.7;
  int max_tokens = 0;

  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--questions", questions, Range{1, 1e6}, "questions a task");
    visit("--samples", samples, Range{1, 256}, "answers a question");
    visit("--rollouts", rollouts, Range{0, 256},
          "completions from each step, for what a step is worth; 0: as its answer came out");
    visit("--shots", shots, Range{0, 100}, "worked examples in the prompt");
    visit("--budget-tokens", budget_tokens, Range{1, 1e12},
          "most tokens generated in all, earlier runs on the folder included");
    visit("--seed", seed, Range{0, 1e18}, "other questions, answers and folds");
    visit("--prompt", prompt, "how the questions are put, as for best_of_n");
    visit("--temperature", temperature, Range{0, 100}, "of sampling");
    visit("--max-tokens", max_tokens, Range{0, 1e6}, "longest answer; 0: as the task says");
  }
};

struct FitFlags {
  ProbeStates states = ProbeStates::kLast;
  bool equations = true;
  bool numbers = true;
  bool counts = true;
  int hidden = 0;
  int folds = 5;

  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--states", states,
          "last: of the last token; mean: over the answer; step: over the step; both: last and "
          "mean; none");
    visit("--equations", equations, "do not look at equations");
    visit("--numbers", numbers, "do not look at what becomes of the question's numbers");
    visit("--counts", counts, "do not look at length, log-probabilities, ended or cut");
    visit("--hidden", hidden, Range{0, 256}, "units of a hidden layer; 0: none");
    visit("--folds", folds, Range{2, 100}, "parts of the questions that are judged in turn");
  }
};

class TrainFlags {
 public:
  void AddTo(CLI::App& app);
  // Of the sampling flags only --seed may be given beside --from.
  void Check(bool from_folder) const;
  // The questions; throws as MakeStudy and PlanStudy.
  StudyPlan Plan() const;
  // Without what only an engine knows: fingerprint, model, width.
  ProbeAbout About() const;
  ProbeSettings Settings() const;
  int64_t Budget() const { return sampling_.Read().budget_tokens; }

 private:
  std::string tasks_ = "word_problems";
  std::string data_;
  bool tasks_given_ = false;
  OptionFlags<SamplingFlags> sampling_;
  OptionFlags<FitFlags> fit_;
};

}  // namespace ponder
