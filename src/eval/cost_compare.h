// A small model that thinks against a larger one that does not: who is cheaper, and up to when.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/cost_draws.h"
#include "eval/paired.h"
#include "eval/statistics.h"
#include "run/cost.h"

namespace ponder {

// How large the models are, how they were trained, what they will have to answer.
struct ExchangeTerms {
  double small_parameters = 0;  // active ones; 0: not known
  double large_parameters = 0;
  std::optional<double> small_training_tokens;
  std::optional<double> large_training_tokens;
  std::optional<double> items_a_day;  // traffic
  double days = 365;                  // that the models are in use
};

// Accuracy of the small model's way minus the large one's, when both may cost the same.
struct EqualCost {
  enum class How {
    kAsIs,     // the named way costs no more than that
    kMixed,    // a part of the questions is answered by a cheaper way of the small model
    kTooDear,  // no way of the small model is as cheap: there is no number
  };
  How how = How::kTooDear;
  double cost = 0;  // FLOPs an answer that the small model may spend
  CostMix mix;      // of the small model's ways
  Estimate difference;
  Finding finding = Finding::kNoDifference;
};

// At one ratio of tokens of use to tokens of training.
struct ExchangeAt {
  double use = 0;       // R
  double multiple = 0;  // forward tokens of the small model that one of the large one buys
  EqualCost equal;
};

struct CostComparison {
  int64_t questions = 0;  // that both answered; 0: assumed
  Estimate small_accuracy, large_accuracy, difference;
  Finding finding = Finding::kNoDifference;
  Estimate flops_ratio;                        // small over large, an answer
  Estimate right_flops_ratio;                  // an answer that is right
  EqualCost equal_flops;                       // an answer; training is not counted
  std::optional<double> size;                  // M: large over small, in active weights
  Estimate multiple;                           // forward tokens an answer, small over large
  std::optional<Estimate> break_even_use;      // R up to which the small one costs less in all
  std::optional<Estimate> break_even_answers;  // the same in answers
  // The R up to which a right answer of the small one costs less in all.
  std::optional<Estimate> break_even_use_right;
  std::optional<double> use;         // R at the traffic
  std::vector<ExchangeAt> exchange;  // by R: the paper's, and the traffic's

  struct Money {
    bool low_is_small = true;  // who costs less a day before anything is asked
    Estimate small, large;     // an answer, wrong ones counted
    Estimate ratio;
    Estimate cheaper_up_to;  // answers a day up to which the one of `low_is_small` costs less
  };
  std::optional<Money> money;
};

struct MoneyTerms {
  double wrong_answer = 0;
  double small_per_day = 0;
  double large_per_day = 0;
};

CostComparison CompareCosts(const CostDraws& draws, const ExchangeTerms& terms,
                            const std::optional<MoneyTerms>& money);

}  // namespace ponder
