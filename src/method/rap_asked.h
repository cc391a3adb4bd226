// What both kinds of rap's steps have in common: judgements of steps, and the answer of a path.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "method/rap_steps.h"

namespace ponder {

class AskedSteps : public RapSteps {
 public:
  AskedSteps(const Question& question, Context& context, Asker& asker, const RapRules& rules)
      : question_(question), context_(context), asker_(asker), rules_(rules) {}

 protected:
  using Blanks = std::vector<std::pair<std::string_view, std::string>>;

  // A prompt of rap with the question, what is known and the form of the answer filled in.
  std::string Text(std::string_view prompt, const std::string& known, Blanks more = {}) const;
  // P(Yes) for each of the steps, all in one batch.
  std::vector<double> Yes(std::string_view prompt, const std::string& known,
                          const std::vector<RapStep>& steps) const;
  Candidate MakeAnswer(std::string text, const std::vector<RapStep>& path) const;

  const Question& question_;
  Context& context_;
  Asker& asker_;
  const RapRules rules_;
};

// Smaller questions and their answers; or, where the question has a world, its actions and states.
// All outlive it.
std::unique_ptr<RapSteps> MakeRapSteps(const Question& question, Context& context, Asker& asker,
                                       const RapRules& rules);
std::unique_ptr<RapSteps> MakeSmallerQuestions(const Question& question, Context& context,
                                               Asker& asker, const RapRules& rules);
// The question has a world.
std::unique_ptr<RapSteps> MakeWorldActions(const Question& question, Context& context, Asker& asker,
                                           const RapRules& rules);

}  // namespace ponder
