// best_of_n: sample n answers, score them, return the best.
// Cobbe et al. 2021, arXiv 2110.14168; the weighted choice as in Snell et al. 2024, arXiv
// 2408.03314.
//
// 1. Sample n replies to the same prompt.
// 2. Score each.
// 3. plain: the reply with the highest score. weighted: scores of equal answers are added, and the
//    best reply of the winning answer is returned. majority: the same with one vote each.
//
// We differ: equal answers are found on canonical forms. The default scorer recomputes the
// arithmetic an answer writes out (our measurements: log-probabilities and self-judgement of small
// models hardly tell right from wrong within a question, recomputing does); where it has nothing to
// say, weighted is a majority vote, and plain chooses by majority as well. n = 1 is plain sampling.
#include "method/prompt_text.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "search/selection.h"

namespace ponder {
namespace {

struct Settings {
  int n = 8;
  Selection selection = Selection::kWeighted;
  PromptStyle prompt = PromptStyle::kCot;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "answers sampled");
    visit("selection", selection, kSelectionHelp);
    visit("prompt", prompt, kPromptHelp);
  }
};

class BestOfN : public Method {
 public:
  explicit BestOfN(Settings settings) : settings_(settings) {}

  Answer Run(const Question& question, Context& context) override {
    const Prompt prompt =
        StyledPrompt(question, settings_.prompt, context.GetLanguage(), kDraftShots);
    std::vector<Candidate> candidates = Sample(
        question, context, Forks(context, prompt, settings_.n, 0, context.GetScorer().Needs()));
    if (settings_.n == 1) return AnswerWith(std::move(candidates), 0);
    return BestScored(question, context, std::move(candidates), settings_.selection);
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  ExampleStyle Examples() const override { return ExamplesOf(settings_.prompt); }
  int Width() const override { return settings_.n; }

 private:
  Settings settings_;
};

}  // namespace

extern const MethodInfo best_of_n_method;
const MethodInfo best_of_n_method{
    .name = "best_of_n",
    .aliases = {},
    .summary = "several answers, scored; the best one",
    .paper = "Cobbe et al. 2021, arXiv 2110.14168",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .keeps_reply = true,
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<BestOfN>(ReadOptions<Settings>("method best_of_n", options));
    },
};

}  // namespace ponder
