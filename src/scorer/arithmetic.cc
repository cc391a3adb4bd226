// arithmetic: recomputes every equation that the answer writes out. No model.
//
// score = -(wrong equations) + 0.01 if any is right - 0.5 if the answer was cut short. An answer
// that is whole and holds no equation abstains. Within one question this told right from wrong
// better than anything that asks a small model (AUC 0.63 to 0.72 on GSM8K).
#include "scorer/arithmetic.h"

#include "ponder/method.h"
#include "ponder/scorer.h"
#include "text/equations.h"

namespace ponder {
namespace {

constexpr double kAnyRight = 0.01;
constexpr double kCut = 0.5;

class Arithmetic : public Scorer {
 public:
  ScoreScale Scale() const override { return ScoreScale::kLog; }

  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) {
      scores.push_back(ArithmeticScore(candidate.text, candidate.thinking, candidate.stop));
    }
    return scores;
  }
};

}  // namespace

Score ArithmeticScore(std::string_view text, std::string_view thinking, StopReason stop) {
  const EquationCheck said = CheckEquations(text);
  const EquationCheck thought = CheckEquations(thinking);
  const int right = said.right + thought.right;
  const int wrong = said.wrong + thought.wrong;
  const bool cut = !IsComplete(stop);
  Score score;
  score.total = -wrong + (right > 0 ? kAnyRight : 0) - (cut ? kCut : 0);
  score.abstained = right + wrong == 0 && !cut;
  return score;
}

extern const ScorerInfo arithmetic_scorer;
const ScorerInfo arithmetic_scorer{
    .name = "arithmetic",
    .summary = "recomputes the equations that the answer writes out",
    .source = "",
    .options = {},
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      ReadOptions<NoOptions>("scorer arithmetic", options);
      return std::make_unique<Arithmetic>();
    },
};

}  // namespace ponder
