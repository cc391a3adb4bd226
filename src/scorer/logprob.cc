// logprob: how likely the model found its own words.
//
// Tells easy questions from hard ones; within one question it hardly tells right from wrong
// (docs of our measurements): use it to allot effort rather than to pick a sample.
#include <algorithm>
#include <numeric>

#include "ponder/method.h"
#include "ponder/scorer.h"
#include "scorer/token_scores.h"

namespace ponder {

enum class Aggregate { kMean, kSum, kMin };

template <>
struct ChoiceNames<Aggregate> {
  static constexpr std::pair<std::string_view, Aggregate> kNames[] = {
      {"mean", Aggregate::kMean}, {"sum", Aggregate::kSum}, {"min", Aggregate::kMin}};
};

namespace {

struct Options {
  Aggregate aggregate = Aggregate::kMean;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("aggregate", aggregate, "over the tokens: mean, sum, or min for the least likely one");
  }
};

class LogProb : public Scorer {
 public:
  explicit LogProb(Options options) : options_(options) {}
  ScorerNeeds Needs() const override { return {.logprobs = true}; }
  ScoreScale Scale() const override { return ScoreScale::kLog; }

  std::vector<Score> Rate(const Question&, std::span<const Candidate> candidates,
                          Context&) override {
    std::vector<Score> scores;
    for (const Candidate& candidate : candidates) {
      const auto values = OfSampled(candidate.generation, candidate.generation.logprobs);
      scores.push_back({.total = Total(values), .steps = {}, .abstained = values.empty()});
    }
    return scores;
  }

 private:
  double Total(const std::vector<float>& values) const {
    if (values.empty()) return 0;
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    switch (options_.aggregate) {
      case Aggregate::kMean:
        return sum / static_cast<double>(values.size());
      case Aggregate::kSum:
        return sum;
      case Aggregate::kMin:
        return *std::min_element(values.begin(), values.end());
    }
    return sum;
  }

  Options options_;
};

}  // namespace

extern const ScorerInfo logprob_scorer;
const ScorerInfo logprob_scorer{
    .name = "logprob",
    .summary = "log-probability of the tokens under the model itself",
    .source = "",
    .options = ListOptions<Options>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Scorer> {
      return std::make_unique<LogProb>(ReadOptions<Options>("scorer logprob", options));
    },
};

}  // namespace ponder
