#include "eval/cost_compare.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace ponder {
namespace {

// Those of Snell et al. 2024.
constexpr double kPaperUses[] = {0.16, 0.79, 22};

using Number = std::function<double(const CostDraw&)>;

Estimate EstimateOf(const CostDraws& draws, const Number& number) {
  std::vector<double> drawn;
  for (const CostDraw& draw : draws.drawn) drawn.push_back(number(draw));
  return {number(draws.measured), MiddleOf(std::move(drawn))};
}

const SideFigures& Small(const CostDraw& draw) { return draw.small.front(); }

double FlopsRatio(const CostDraw& draw) { return Small(draw).cost.flops / draw.large.cost.flops; }

std::vector<double> FlopsOf(const std::vector<SideFigures>& ways) {
  std::vector<double> flops;
  for (const SideFigures& way : ways) {
    // Dearer ways than the named one are not its business.
    const bool mixes = way.cost.flops <= ways.front().cost.flops;
    flops.push_back(mixes ? way.cost.flops : std::numeric_limits<double>::infinity());
  }
  return flops;
}

std::vector<double> AccuraciesOf(const std::vector<SideFigures>& ways) {
  std::vector<double> accuracies;
  for (const SideFigures& way : ways) accuracies.push_back(way.accuracy);
  return accuracies;
}

std::optional<CostMix> SmallMix(const CostDraw& draw, double flops) {
  return MixAt(FlopsOf(draw.small), std::min(flops, Small(draw).cost.flops));
}

// Of a difference between a mix of the small model's ways and the large one's. With questions, the
// rule of PairedComparison.
Finding FindingOf(const CostDraws& draws, const CostMix& mix, const Estimate& difference) {
  PairedComparison paired;
  paired.difference = difference.value;
  paired.interval = difference.interval;
  paired.p = {0, 0};
  for (size_t i = 0; i < draws.large_shares.size(); ++i) {
    std::vector<double> shares;
    for (const std::vector<double>& way : draws.small_shares) shares.push_back(way[i]);
    const double ahead = mix.Of(shares) - draws.large_shares[i];
    paired.better += ahead > 0;
    paired.worse += ahead < 0;
  }
  if (draws.questions > 0) paired.p = McNemarTest(paired.better, paired.worse);
  return paired.Found();
}

// `budget`: FLOPs that the small model may spend an answer.
EqualCost AtEqualCost(const CostDraws& draws, const Number& budget) {
  EqualCost equal;
  equal.cost = budget(draws.measured);
  const std::optional<CostMix> mix = SmallMix(draws.measured, equal.cost);
  if (!mix) return equal;
  equal.mix = *mix;
  const bool as_is = Small(draws.measured).cost.flops <= equal.cost;
  equal.how = as_is ? EqualCost::How::kAsIs : EqualCost::How::kMixed;
  equal.difference = EstimateOf(draws, [&](const CostDraw& draw) {
    const std::optional<CostMix> drawn = SmallMix(draw, budget(draw));
    return drawn ? drawn->Of(AccuraciesOf(draw.small)) - draw.large.accuracy : std::nan("");
  });
  equal.finding = FindingOf(draws, *mix, equal.difference);
  return equal;
}

// Training against use. `use`: tokens that the large model reads and says in its life, over those
// of its training.
class Exchange {
 public:
  explicit Exchange(const ExchangeTerms& terms) : terms_(terms) {}

  // FLOPs of training that the large model costs more than the small one, over its training tokens.
  double MoreTraining() const {
    const double small_share = terms_.small_training_tokens && terms_.large_training_tokens
                                   ? *terms_.small_training_tokens / *terms_.large_training_tokens
                                   : 1;
    return TrainingFlops(terms_.large_parameters, 1) -
           TrainingFlops(terms_.small_parameters, small_share);
  }

  double Budget(const CostDraw& draw, double use) const {
    return draw.large.cost.flops + MoreTraining() * draw.large.cost.forward_tokens / use;
  }

  // `factor`: answers of the small one that are worth one of the large one's.
  double BreakEven(const CostDraw& draw, double factor = 1) const {
    const CostLine small{0, factor * Small(draw).cost.flops};
    const CostLine large{MoreTraining(), draw.large.cost.flops};
    return CheaperUpTo(small, large) * draw.large.cost.forward_tokens;
  }
  double BreakEvenRight(const CostDraw& draw) const {
    return BreakEven(draw, draw.large.accuracy / Small(draw).accuracy);
  }

 private:
  const ExchangeTerms& terms_;
};

void AddExchange(const CostDraws& draws, const ExchangeTerms& terms, CostComparison& result) {
  if (terms.small_parameters <= 0 || terms.large_parameters <= 0) return;
  const Exchange exchange(terms);
  result.size = terms.large_parameters / terms.small_parameters;
  if (exchange.MoreTraining() <= 0) return;
  result.break_even_use =
      EstimateOf(draws, [&](const CostDraw& draw) { return exchange.BreakEven(draw); });
  result.break_even_use_right =
      EstimateOf(draws, [&](const CostDraw& draw) { return exchange.BreakEvenRight(draw); });
  std::vector<double> uses(std::begin(kPaperUses), std::end(kPaperUses));
  if (terms.large_training_tokens) {
    const double training = *terms.large_training_tokens;
    result.break_even_answers = EstimateOf(draws, [&](const CostDraw& draw) {
      return exchange.BreakEven(draw) * training / draw.large.cost.forward_tokens;
    });
    if (terms.items_a_day) {
      const double items = *terms.items_a_day * terms.days;
      result.use = items * draws.measured.large.cost.forward_tokens / training;
      uses.push_back(*result.use);
    }
  }
  std::sort(uses.begin(), uses.end());
  for (const double use : uses) {
    const auto budget = [&](const CostDraw& draw) { return exchange.Budget(draw, use); };
    result.exchange.push_back(
        {use, AllowedMultiple(*result.size, use), AtEqualCost(draws, budget)});
  }
}

void AddMoney(const CostDraws& draws, const MoneyTerms& terms, CostComparison& result) {
  const auto of = [&](const SideFigures& side) {
    return side.cost.money + (1 - side.accuracy) * terms.wrong_answer;
  };
  CostComparison::Money money;
  money.small = EstimateOf(draws, [&](const CostDraw& draw) { return of(Small(draw)); });
  if (std::isnan(money.small.value)) return;
  money.large = EstimateOf(draws, [&](const CostDraw& draw) { return of(draw.large); });
  if (std::isnan(money.large.value)) return;
  money.ratio =
      EstimateOf(draws, [&](const CostDraw& draw) { return of(Small(draw)) / of(draw.large); });
  money.low_is_small = terms.small_per_day <= terms.large_per_day;
  money.cheaper_up_to = EstimateOf(draws, [&](const CostDraw& draw) {
    const CostLine small{terms.small_per_day, of(Small(draw))};
    const CostLine large{terms.large_per_day, of(draw.large)};
    return money.low_is_small ? CheaperUpTo(small, large) : CheaperUpTo(large, small);
  });
  result.money = money;
}

}  // namespace

CostComparison CompareCosts(const CostDraws& draws, const ExchangeTerms& terms,
                            const std::optional<MoneyTerms>& money) {
  CostComparison result;
  const auto estimate = [&](const Number& number) { return EstimateOf(draws, number); };
  result.questions = draws.questions;
  result.small_accuracy = {Small(draws.measured).accuracy, draws.small_accuracy};
  result.large_accuracy = {draws.measured.large.accuracy, draws.large_accuracy};
  result.difference =
      estimate([](const CostDraw& draw) { return Small(draw).accuracy - draw.large.accuracy; });
  result.finding = FindingOf(draws, CostMix{}, result.difference);
  result.flops_ratio = estimate(FlopsRatio);
  result.right_flops_ratio = estimate([](const CostDraw& draw) {
    return FlopsRatio(draw) * draw.large.accuracy / Small(draw).accuracy;
  });
  result.multiple = estimate([](const CostDraw& draw) {
    return Small(draw).cost.forward_tokens / draw.large.cost.forward_tokens;
  });
  result.equal_flops =
      AtEqualCost(draws, [](const CostDraw& draw) { return draw.large.cost.flops; });
  AddExchange(draws, terms, result);
  if (money) AddMoney(draws, *money, result);
  return result;
}

}  // namespace ponder
