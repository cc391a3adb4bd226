// beam_search: many answers grow step by step, and only the best go on.
// Snell et al. 2024, arXiv 2408.03314; as in Liu et al. 2025, arXiv 2502.06703. Allocation rebase:
// Wu et al. 2024, arXiv 2408.00724.
//
// 1. Sample n first steps, and score each.
// 2. Keep the n / width best paths. One that has ended takes its place of the beam with it.
// 3. Sample `width` next steps for each of the others, score them, and go to 2.
// 4. When nothing is open, choose among the paths that have ended.
//
// rebase: instead of 2 and 3, every open path gets a share of the n next steps by
// exp(score / temperature), those with the highest scores first, each share rounded up; what has
// ended leaves, and makes the beam narrower by one.
//
// We differ: of siblings that say the same only one is kept. A path whose scorer cannot tell counts
// as neither good nor bad. Where no path finished, the best unfinished one is the answer (the
// published code raises an error).
#include "method/step_method.h"
#include "ponder/method.h"
#include "search/beam.h"

namespace ponder {
namespace {

constexpr std::string_view kName = "beam_search";

struct Settings {
  int n = 16;
  int width = 4;
  Allocation allocation = Allocation::kTop;
  double temperature = 0.2;
  StepSettings steps;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "paths that are extended at once");
    visit("width", width, Range{1, 256},
          "next steps of a path that is kept (top); n / width are kept");
    visit("allocation", allocation, "top: `width` each for the best; rebase: shares by score");
    visit("temperature", temperature, Range{0.001, 100}, "of rebase: low gives the best more");
    steps.ForEach(visit);
  }
};

class BeamSearchMethod : public StepMethod<Settings> {
 public:
  explicit BeamSearchMethod(Settings settings) : StepMethod(std::move(settings)) {
    if (settings_.allocation == Allocation::kRebase) return;  // it has shares instead of a width
    RequireDivides(kName, "n", settings_.n, "width", settings_.width);
  }

  Answer Run(const Question& question, Context& context) override {
    StepSearch search(question, context, settings_.steps);
    return search.Finish(BeamSearch(search.source(), search.scorer(),
                                    {.n = settings_.n,
                                     .width = settings_.width,
                                     .allocation = settings_.allocation,
                                     .temperature = settings_.temperature}));
  }
};

}  // namespace

extern const MethodInfo beam_search_method;
const MethodInfo beam_search_method{
    .name = "beam_search",
    .aliases = {},
    .summary = "answers grow step by step; the best of each round go on",
    .paper = "Snell et al. 2024, arXiv 2408.03314",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<BeamSearchMethod>(
          ReadOptions<Settings>("method beam_search", options));
    },
};

}  // namespace ponder
