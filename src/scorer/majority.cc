// majority: how many of the candidates say the same. No model.
//
// The score is the share of the candidates with an answer whose canonical answer is this one's
// (Wang et al. 2022). Candidates without an answer abstain.
#include <map>

#include "ponder/method.h"
#include "ponder/scorer.h"

namespace ponder {
namespace {

class Majority : public Scorer {
 public:
  bool RatesAlone() const override { return false; }
  std::vector<Score> Rate(const Question& question, std::span<const Candidate> candidates,
                          Context&) override {
    std::map<std::string, int> votes;
    std::vector<std::string> keys;
    int voters = 0;
    for (const Candidate& candidate : candidates) {
      keys.push_back(candidate.final ? question.VoteKey(*candidate.final) : "");
      if (!candidate.final) continue;
      ++votes[keys.back()];
      ++voters;
    }
    std::vector<Score> scores(candidates.size());
    for (size_t i = 0; i < candidates.size(); ++i) {
      scores[i].abstained = !candidates[i].final;
      if (candidates[i].final) scores[i].total = static_cast<double>(votes[keys[i]]) / voters;
    }
    return scores;
  }
};

}  // namespace

extern const ScorerInfo majority_scorer;
const ScorerInfo majority_scorer{
    .name = "majority",
    .summary = "share of the candidates that give the same answer",
    .source = "Wang et al. 2022, arXiv 2203.11171",
    .options = {},
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      ReadOptions<NoOptions>("scorer majority", options);
      return std::make_unique<Majority>();
    },
};

}  // namespace ponder
