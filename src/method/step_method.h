// What methods that search step by step have in common: their options, and how paths become an
// answer.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "method/prompt_text.h"
#include "search/path.h"
#include "search/path_scores.h"
#include "search/selection.h"

namespace ponder {

struct StepSettings {
  StepBorder step = StepBorder::kBlankLine;
  int step_tokens = 256;
  int max_steps = 40;
  StepAggregate aggregate = StepAggregate::kLast;
  Selection selection = Selection::kWeighted;
  PromptStyle prompt = PromptStyle::kSteps;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("step", step, "where a step ends: at a blank_line, line, sentence or after tokens");
    visit("step_tokens", step_tokens, Range{1, 1e6}, "longest step; with step=tokens, every step");
    visit("max_steps", max_steps, Range{1, 1000}, "steps of an answer; the last goes to its end");
    visit("aggregate", aggregate, "a path's score of its steps' scores: last, min, product, mean");
    visit("selection", selection, kSelectionHelp);
    visit("prompt", prompt, kPromptHelp);
  }
};

// What these methods answer alike. `Settings` has the StepSettings as `steps`.
template <class Settings>
class StepMethod : public Method {
 public:
  explicit StepMethod(Settings settings) : settings_(std::move(settings)) {}
  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  ExampleStyle Examples() const override { return ExamplesOf(settings_.steps.prompt); }
  int Width() const override {
    if constexpr (requires(Settings settings) { settings.n; }) {
      return settings_.n;
    } else {
      return settings_.width;
    }
  }
  int Held() const override { return Width(); }

 protected:
  Settings settings_;
};

// The pieces of one search, wired together.
class StepSearch {
 public:
  // `logprobs`: of what the paths say, for the method's own use.
  StepSearch(const Question& question, Context& context, const StepSettings& settings,
             bool logprobs = false);

  StepSource& source() { return source_; }
  const PathScorer& scorer() const { return scorer_; }

  // The paths' answers, finished ones first, and the chosen one of those: the others are only
  // looked at where none has finished. A path that could go on counts as cut by length. `values`:
  // what the paths are worth; empty: what the scorer says, of all of them together where it only
  // compares.
  Answer Finish(std::vector<Path> paths, std::vector<double> values = {}) const;

 private:
  void RateTogether(std::vector<Path>& paths) const;

  Context& context_;
  const StepSettings& settings_;
  StepSource source_;
  PathScorer scorer_;
};

// Throws kInvalidRequest, in the name of the method, unless `part` divides `whole`.
void RequireDivides(std::string_view method, std::string_view whole_name, int whole,
                    std::string_view part_name, int part);

}  // namespace ponder
