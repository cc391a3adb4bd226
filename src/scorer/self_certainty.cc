// self_certainty: how far the model was from guessing, token by token (Kang et al. 2025).
//
// The mean over the sampled tokens of KL(uniform || model), in nats. Scores of equal answers are
// added as ranks, as in the paper's Borda vote. No model call: the engine computes it on the way.
#include <numeric>

#include "ponder/method.h"
#include "ponder/scorer.h"
#include "scorer/token_scores.h"

namespace ponder {
namespace {

class SelfCertainty : public Scorer {
 public:
  ScorerNeeds Needs() const override { return {.certainty = true}; }
  ScoreScale Scale() const override { return ScoreScale::kRank; }

  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) {
      const auto values = OfSampled(candidate.generation, candidate.generation.certainty);
      Score& score = scores.emplace_back();
      score.abstained = values.empty();
      if (score.abstained) continue;
      score.total =
          std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    }
    return scores;
  }
};

}  // namespace

extern const ScorerInfo self_certainty_scorer;
const ScorerInfo self_certainty_scorer{
    .name = "self_certainty",
    .summary = "how far the model's choices were from guessing",
    .source = "Kang et al. 2025, arXiv 2502.18581",
    .options = {},
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      ReadOptions<NoOptions>("scorer self_certainty", options);
      return std::make_unique<SelfCertainty>();
    },
};

}  // namespace ponder
