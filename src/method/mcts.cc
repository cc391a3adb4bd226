// mcts: a search tree whose branches are next steps, with a scorer in place of random play.
// PUCT and the walk to the end as in OpenR (Wang et al. 2024, arXiv 2410.09671); the rule itself:
// Silver et al. 2018 (AlphaZero).
//
// 1. From the root go to the best child: by its value, how likely the model finds the step, and how
//    seldom it was visited (PUCT), or by value and visits alone (UCT).
// 2. At a leaf sample `width` next steps and score them: that is what a step is worth until it is
//    visited.
// 3. Go on so to the end of an answer. Its score is backed up: a step is worth the mean of all that
//    was backed up through it.
// 4. After `iterations` of these, choose among all answers that were found.
//
// walk=step backs up the score of each new step instead and starts again at the root.
//
// We differ: siblings that say the same are one child. An answer found twice counts once. Chances
// are those of the whole step, a token's mean, made to sum to one over the siblings.
#include "method/step_method.h"
#include "ponder/method.h"
#include "search/tree_search.h"

namespace ponder {
namespace {

struct Settings {
  int iterations = 16;
  int width = 4;
  TreeRule rule = TreeRule::kPuct;
  double exploration = 1;
  TreeWalk walk = TreeWalk::kEnd;
  double enough = 0;
  StepSettings steps = {.max_steps = 20};
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("iterations", iterations, Range{1, 1000}, "walks from the root");
    visit("width", width, Range{1, 64}, "next steps sampled at a leaf");
    visit("rule", rule, "which child is best: puct or uct");
    visit("exploration", exploration, Range{0, 100}, "weight of seldom visited children (uct)");
    visit("walk", walk, "end: to the end of an answer; step: one step an iteration");
    visit("enough", enough, Range{0, 10}, "a finished answer of this value ends it; 0: none does");
    steps.ForEach(visit);
  }
};

class Mcts : public StepMethod<Settings> {
 public:
  using StepMethod::StepMethod;

  Answer Run(const Question& question, Context& context) override {
    const bool chances = context.EngineFor(Role::kPolicy).Info().logits != Support::kNone;
    StepSearch search(question, context, settings_.steps, chances);
    std::vector<Path> paths;
    for (TreeFound& found : SearchTreeOfSteps(search.source(), search.scorer(),
                                              {.iterations = settings_.iterations,
                                              .width = settings_.width,
                                              .rule = settings_.rule,
                                              .exploration = settings_.exploration,
                                              .walk = settings_.walk,
                                              .enough = settings_.enough})) {
      paths.push_back(std::move(found.path));
    }
    return search.Finish(std::move(paths));
  }
};

}  // namespace

extern const MethodInfo mcts_method;
const MethodInfo mcts_method{
    .name = "mcts",
    .aliases = {"monte_carlo_tree_search"},
    .summary = "a tree of next steps, searched by score, chance and visits",
    .paper = "Wang et al. 2024 (OpenR), arXiv 2410.09671",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<Mcts>(ReadOptions<Settings>("method mcts", options));
    },
};

}  // namespace ponder
