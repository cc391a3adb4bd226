// best_of_n: sample n answers, score them, return the best.
// Cobbe et al. 2021, arXiv 2110.14168; the weighted choice as in Snell et al. 2024, arXiv
// 2408.03314.
//
// 1. Sample n replies to the same prompt.
// 2. Score each.
// 3. plain: the reply with the highest score. weighted: scores of equal answers are added, and the
//    best reply of the winning answer is returned.
//
// We differ: equal answers are found on canonical forms. The default scorer recomputes the
// arithmetic an answer writes out (our measurements: log-probabilities and self-judgement of small
// models hardly tell right from wrong within a question, recomputing does); where it has nothing to
// say, weighted is a majority vote, and plain chooses by majority as well. n = 1 is plain sampling.
#include <algorithm>

#include "method/prompt_text.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "search/vote.h"

namespace ponder {

enum class Selection { kPlain, kWeighted };

template <>
struct ChoiceNames<Selection> {
  static constexpr std::pair<std::string_view, Selection> kNames[] = {
      {"plain", Selection::kPlain}, {"weighted", Selection::kWeighted}};
};

namespace {

struct Settings {
  int n = 8;
  Selection selection = Selection::kWeighted;
  PromptStyle prompt = PromptStyle::kCot;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n", n, Range{1, 256}, "answers sampled");
    visit("selection", selection,
          "plain: highest score; weighted: scores summed over equal answers");
    visit("prompt", prompt, "how the question is put: plain, cot or draft");
  }
};

// The best of those that `good` accepts, ties to the lowest index; -1: none.
template <class Good>
int Best(const std::vector<Score>& scores, Good good) {
  int best = -1;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (!good(i)) continue;
    if (best < 0 || scores[i].total > scores[static_cast<size_t>(best)].total) {
      best = static_cast<int>(i);
    }
  }
  return best;
}

class BestOfN : public Method {
 public:
  explicit BestOfN(Settings settings) : settings_(settings) {}

  Answer Run(const Question& question, Context& context) override {
    const Prompt prompt =
        StyledPrompt(question, settings_.prompt, context.GetLanguage(), kDraftShots);
    Scorer& scorer = context.GetScorer();
    std::vector<Candidate> candidates =
        Sample(question, context, Forks(context, prompt, settings_.n, 0, scorer.Needs()));
    if (settings_.n == 1) return AnswerWith(std::move(candidates), 0);
    const std::vector<Score> scores = scorer.Rate(question, candidates, context);
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (scores[i].abstained) continue;
      candidates[i].score = scores[i].total;
      context.Emit(Scored{static_cast<int>(i), context.ScorerName(), scores[i].total});
    }
    return AnswerWith(std::move(candidates),
                      Choose(question, context, candidates, scores, scorer.Scale()));
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  ExampleStyle Examples() const override { return ExamplesOf(settings_.prompt); }

 private:
  int Choose(const Question& question, Context& context, const std::vector<Candidate>& candidates,
             const std::vector<Score>& scores, ScoreScale scale) const {
    const auto failed = [&](size_t i) {
      return candidates[i].stop == StopReason::kError || candidates[i].text.empty();
    };
    const bool all_abstained =
        std::all_of(scores.begin(), scores.end(), [](const Score& s) { return s.abstained; });
    if (settings_.selection == Selection::kPlain && !all_abstained) {
      return Best(scores, [&](size_t i) { return !scores[i].abstained && !failed(i); });
    }
    const auto standings = Tally(question, candidates, VoteWeights(scores, scale));
    context.Emit(VoteChanged{Shown(standings), 0});
    if (standings.empty()) return Best(scores, [&](size_t i) { return !failed(i); });
    const std::string& leader = standings.front().key;
    return Best(scores, [&](size_t i) {
      const auto own = Tally(question, std::span(&candidates[i], 1));
      return !own.empty() && own.front().key == leader && !failed(i);
    });
  }

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
