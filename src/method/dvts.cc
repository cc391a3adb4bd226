// dvts: diverse verifier tree search, several greedy step searches side by side.
// Beeching, Tunstall and Rush 2024 (Hugging Face, "Scaling test-time compute"); as in Liu et al.
// 2025, arXiv 2502.06703.
//
// 1. Start n / width independent trees.
// 2. In each, sample `width` next steps and keep the one with the highest score.
// 3. A tree is done when the step it keeps ends the answer.
// 4. Choose among the trees' answers.
//
// We differ: all trees move together, so that the model always has n steps to write; each tree
// gives its one best answer, as in the paper of 2025 (the code of 2024 returns all variants of the
// last step). With one tree it is beam_search that keeps one path.
#include "method/step_method.h"
#include "ponder/method.h"
#include "search/beam.h"

namespace ponder {
namespace {

constexpr std::string_view kName = "dvts";

struct Settings {
  int n = 16;
  int width = 4;
  int lookahead = 0;
  StepSettings steps;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "paths that are extended at once; n / width trees");
    visit("width", width, Range{1, 256}, "next steps of which a tree keeps the best");
    visit("lookahead", lookahead, Range{0, 40}, "steps looked ahead before a path is scored");
    steps.ForEach(visit);
  }
};

class Dvts : public StepMethod<Settings> {
 public:
  explicit Dvts(Settings settings) : StepMethod(std::move(settings)) {
    RequireDivides(kName, "n", settings_.n, "width", settings_.width);
  }

  Answer Run(const Question& question, Context& context) override {
    StepSearch search(question, context, settings_.steps);
    return search.Finish(BeamSearch(search.source(), search.scorer(),
                                    {.n = settings_.n,
                                     .width = settings_.width,
                                     .trees = settings_.n / settings_.width,
                                     .lookahead = settings_.lookahead}));
  }
};

}  // namespace

extern const MethodInfo dvts_method;
const MethodInfo dvts_method{
    .name = "dvts",
    .aliases = {"diverse_verifier_tree_search"},
    .summary = "independent searches side by side, each going on with its best step",
    .paper = "Beeching et al. 2024, Hugging Face; Liu et al. 2025, arXiv 2502.06703",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<Dvts>(ReadOptions<Settings>("method dvts", options));
    },
};

}  // namespace ponder
