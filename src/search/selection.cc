#include "search/selection.h"

#include <algorithm>

#include "scorer/ratings.h"
#include "search/candidates.h"
#include "search/vote.h"

namespace ponder {
namespace {

// The best of those that `good` accepts, ties to the lowest index; -1: none.
template <class Good>
int Best(std::span<const Score> scores, Good good) {
  int best = -1;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (!good(i)) continue;
    if (best < 0 || scores[i].total > scores[static_cast<size_t>(best)].total) {
      best = static_cast<int>(i);
    }
  }
  return best;
}

}  // namespace

int Choose(const Question& question, Context& context, std::span<const Candidate> candidates,
           std::span<const Score> scores, ScoreScale scale, Selection selection) {
  const auto failed = [&](size_t i) {
    return candidates[i].stop == StopReason::kError || candidates[i].text.empty();
  };
  const bool all_abstained =
      std::all_of(scores.begin(), scores.end(), [](const Score& s) { return s.abstained; });
  if (selection == Selection::kPlain && !all_abstained) {
    return Best(scores, [&](size_t i) { return !scores[i].abstained && !failed(i); });
  }
  std::vector<double> weights;
  if (selection != Selection::kMajority) weights = VoteWeights(scores, scale);
  const auto standings = Tally(question, candidates, weights);
  context.Emit(VoteChanged{Shown(standings), 0});
  if (standings.empty()) return Best(scores, [&](size_t i) { return !failed(i); });
  return Best(scores, [&](size_t i) {
    const auto own = Tally(question, candidates.subspan(i, 1));
    return !own.empty() && own.front().key == standings.front().key && !failed(i);
  });
}

Answer BestScored(const Question& question, Context& context, std::vector<Candidate> candidates,
                  Selection selection) {
  RequireOneThatWorked(candidates);
  Scorer& scorer = context.GetScorer();
  const std::vector<Score> scores = RateAll(scorer, question, candidates, context);
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (scores[i].abstained) continue;
    candidates[i].score = scores[i].total;
    context.Emit(Scored{static_cast<int>(i), context.ScorerName(), scores[i].total});
  }
  const int chosen = Choose(question, context, candidates, scores, scorer.Scale(), selection);
  return AnswerWith(std::move(candidates), chosen);
}

}  // namespace ponder
