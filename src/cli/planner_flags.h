// Flags of ponder train planner.
#pragma once

#include <cstdint>
#include <string>

#include "eval/planner/planner_study.h"
#include "plan/difficulty.h"

namespace ponder {

struct PlannerFlags {
  int questions = 100;
  int look = 4;
  PromptStyle prompt = PromptStyle::kCot;
  std::string scorer = "arithmetic";
  std::string methods = "self_consistency,best_of_n,beam_search,dvts";
  std::string n = "4,16";
  std::string strategies;
  std::string raters;
  int shots = 0;
  double temperature = 0.7;
  int max_tokens = 0;
  int64_t seed = 0;
  Binning bins = Binning::kAbsolute;
  double slack = 0.01;

  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("--questions", questions, Range{4, 1e6}, "questions a task");
    visit("--look", look, Range{2, 64}, "answers of the first look");
    visit("--prompt", prompt, "how look and votes put the question");
    visit("--scorer", scorer, "of all strategies that score, as ponder eval names it");
    visit("--methods", methods, "what is measured, each at every --n");
    visit("--n", n, "answers or paths: 4,16");
    visit("--strategies", strategies, "further ones with options: beam_search:n=8,width=2,rap");
    visit("--raters", raters, "scorers that also rate the answers, for ponder eval show FOLDER");
    visit("--shots", shots, Range{0, 100}, "worked examples in the prompt");
    visit("--temperature", temperature, Range{0, 100}, "of sampling");
    visit("--max-tokens", max_tokens, Range{0, 1e6}, "longest answer; 0: as the task says");
    visit("--seed", seed, Range{0, 1e18}, "other questions, answers and halves");
    visit("--bins", bins, "of difficulty in the report: absolute, quantile or all");
    visit("--slack", slack, Range{0, 1}, "share of right answers to give up for the price, in it");
  }
};

// Throws kInvalidRequest or kNotFound that names what is wrong.
PlannerSettings SettingsOf(const PlannerFlags& flags);

}  // namespace ponder
