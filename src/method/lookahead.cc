// lookahead: beam search that rates a step by what it leads to.
// Snell et al. 2024, arXiv 2408.03314.
//
// 1. As beam_search, but before a path is scored it goes on greedily (temperature 0) for
//    `lookahead` more steps, or to its end.
// 2. The score of that is the score of the path. The steps looked ahead are thrown away, and paid.
//
// lookahead = 0 is beam_search.
#include "method/step_method.h"
#include "ponder/method.h"
#include "search/beam.h"

namespace ponder {
namespace {

constexpr std::string_view kName = "lookahead";

struct Settings {
  int n = 16;
  int width = 4;
  int lookahead = 1;
  StepSettings steps;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "paths that are extended at once");
    visit("width", width, Range{1, 256}, "next steps of a path that is kept; n / width are kept");
    visit("lookahead", lookahead, Range{0, 40}, "steps looked ahead before a path is scored");
    steps.ForEach(visit);
  }
};

class Lookahead : public StepMethod<Settings> {
 public:
  explicit Lookahead(Settings settings) : StepMethod(std::move(settings)) {
    RequireDivides(kName, "n", settings_.n, "width", settings_.width);
  }

  Answer Run(const Question& question, Context& context) override {
    StepSearch search(question, context, settings_.steps);
    return search.Finish(
        BeamSearch(search.source(), search.scorer(),
                   {.n = settings_.n, .width = settings_.width, .lookahead = settings_.lookahead}));
  }
};

}  // namespace

extern const MethodInfo lookahead_method;
const MethodInfo lookahead_method{
    .name = "lookahead",
    .aliases = {"lookahead_search"},
    .summary = "beam search that rates a step by where it leads",
    .paper = "Snell et al. 2024, arXiv 2408.03314",
    .default_scorer = "arithmetic",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<Lookahead>(ReadOptions<Settings>("method lookahead", options));
    },
};

}  // namespace ponder
