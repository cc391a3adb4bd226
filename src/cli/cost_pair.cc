#include "cli/cost_pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "cli/cost_rows.h"
#include "ponder/engine.h"
#include "ponder/error.h"

namespace ponder {
namespace {

struct Flag {
  const char* flag;
  const char* type;
  const char* help;
  bool study;  // also with a study
};

constexpr Flag kFlags[] = {
    {"--small-parameters", "N", "active weights of the small model, as 0.5B", true},
    {"--large-parameters", "N", "of the large one", true},
    {"--small-tokens", "N", "tokens through the small model an answer: read and generated", false},
    {"--large-tokens", "N", "through the large one", false},
    {"--small-accuracy", "RIGHT/ALL", "of how many answers how many were right, as 124/200", false},
    {"--large-accuracy", "RIGHT/ALL", "of the large model", false},
    {"--small-training-tokens", "N", "that the small model was trained on, as 18T", true},
    {"--large-training-tokens", "N", "the large one", true},
    {"--training-tokens", "N", "both", true},
    {"--traffic", "N", "answers a day", true},
    {"--days", "N", "that the models will be in use (default 365)", true},
    {"--small-price", "X", "of an answer of the small model, in money", false},
    {"--large-price", "X", "of the large one", false},
    {"--small-per-day", "X", "of the small model a day, whatever the traffic", false},
    {"--large-per-day", "X", "of the large one", false},
    {"--wrong-answer", "X", "what a wrong answer costs you", false},
};

[[noreturn]] void Refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::kInvalidRequest, place + ": " + what);
}

// RIGHT and ALL.
std::pair<int64_t, int64_t> ParseCounts(const std::string& place, const std::string& text) {
  int64_t right = -1;
  int64_t total = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, right);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '/') {
    const auto second = std::from_chars(first.ptr + 1, end, total);
    if (second.ec == std::errc() && second.ptr == end && right >= 0 && total > 0 &&
        right <= total) {
      return {right, total};
    }
  }
  Refuse(place, "\"" + text.substr(0, 40) + "\" is not RIGHT/ALL, as 124/200");
}

}  // namespace

double ParseAmount(const std::string& place, const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"", 1}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"B", 1e9}, {"G", 1e9}, {"T", 1e12}};
  if (error == std::errc() && std::isfinite(value) && value >= 0) {
    for (const auto& [unit, factor] : kUnits) {
      if (std::string_view(stop, end) == unit) return value * factor;
    }
  }
  Refuse(place, "\"" + text.substr(0, 40) +
                    "\" is not a number of 0 or more; it may end in k, M, B or T, as 1.5B");
}

void PairFlags::AddTo(CLI::App& app) {
  for (const Flag& flag : kFlags) {
    app.add_option_function<std::string>(
           flag.flag, [this, name = flag.flag](const std::string& text) { values_[name] = text; },
           flag.help)
        ->type_name(flag.type)
        ->group(flag.study ? "Terms" : "Assumptions, without a study");
  }
}

void PairFlags::Check(bool study) const {
  for (const Flag& flag : kFlags) {
    const auto given = values_.find(flag.flag);
    if (given == values_.end()) continue;
    if (study && !flag.study) Refuse(flag.flag, "is for assumptions; a study says that itself");
    if (std::string_view(flag.type) == "RIGHT/ALL") {
      ParseCounts(flag.flag, given->second);
    } else if (ParseAmount(flag.flag, given->second) == 0 && std::string_view(flag.type) == "N") {
      Refuse(flag.flag, "must be more than 0");
    }
  }
  if (values_.contains("--traffic") && !Terms().large_training_tokens) {
    Refuse("--traffic", "needs --training-tokens: what is compared is training and use");
  }
  if (!study) Assumed();
}

std::optional<double> PairFlags::Amount(const std::string& flag) const {
  const auto given = values_.find(flag);
  if (given == values_.end()) return std::nullopt;
  return ParseAmount(flag, given->second);
}

double PairFlags::Needed(const std::string& flag) const {
  const std::optional<double> amount = Amount(flag);
  if (amount) return *amount;
  Refuse(flag, "is missing; without a study both sides need parameters, tokens and accuracy");
}

AssumedSide PairFlags::Side(const std::string& name) const {
  const std::string accuracy = "--" + name + "-accuracy";
  AssumedSide side;
  EngineInfo model;
  model.active_parameters = static_cast<int64_t>(Needed("--" + name + "-parameters"));
  side.cost.forward_tokens = Needed("--" + name + "-tokens");
  side.cost.flops = ForwardFlops(model, 0, static_cast<int64_t>(side.cost.forward_tokens));
  side.cost.machine_seconds = side.cost.joules = NAN;
  side.cost.money = Amount("--" + name + "-price").value_or(NAN);
  if (!values_.contains(accuracy)) Needed(accuracy);
  std::tie(side.right, side.total) = ParseCounts(accuracy, values_.at(accuracy));
  return side;
}

ExchangeTerms PairFlags::Terms() const {
  ExchangeTerms terms;
  const std::optional<double> both = Amount("--training-tokens");
  terms.small_parameters = Amount("--small-parameters").value_or(0);
  terms.large_parameters = Amount("--large-parameters").value_or(0);
  terms.small_training_tokens = Amount("--small-training-tokens");
  if (!terms.small_training_tokens) terms.small_training_tokens = both;
  terms.large_training_tokens = Amount("--large-training-tokens");
  if (!terms.large_training_tokens) terms.large_training_tokens = both;
  terms.items_a_day = Amount("--traffic");
  terms.days = Amount("--days").value_or(terms.days);
  return terms;
}

CostPair PairFlags::Assumed() const {
  CostPair pair;
  const AssumedSide small = Side("small");
  const AssumedSide large = Side("large");
  pair.small = fmt::format("{}/{}", small.right, small.total);
  pair.large = fmt::format("{}/{}", large.right, large.total);
  pair.ways = {"small"};
  pair.draws = DrawAssumed(small, large);
  pair.terms = Terms();
  if (Amount("--small-price") && Amount("--large-price")) {
    pair.money =
        MoneyTerms{Amount("--wrong-answer").value_or(0), Amount("--small-per-day").value_or(0),
                   Amount("--large-per-day").value_or(0)};
  }
  return pair;
}

CostPair PairFlags::Rows(const CostStudy& study, const std::string& task,
                         const std::string& small_name, const std::string& large_name) const {
  const size_t group = PickGroup(study, task);
  const std::vector<SummaryRow>& rows = study.summary.groups[group].rows;
  const std::vector<CostRow>& costs = study.rows[group];
  const size_t small = FindRow(study.summary.groups[group], small_name);
  const size_t large = FindRow(study.summary.groups[group], large_name);
  if (small == large) Refuse("compare", "the two are the same row, " + RowName(rows[small]));
  CostPair pair;
  std::vector<const CostRow*> ways;
  for (const size_t way : WaysToMix(study, group, small, large)) {
    ways.push_back(&costs[way]);
    pair.ways.push_back(rows[way].label);
  }
  pair.small = RowName(rows[small]);
  pair.large = RowName(rows[large]);
  pair.draws = DrawQuestions(ways, costs[large]);
  CheckComparable(pair.draws, pair.small, pair.large);
  pair.terms = Terms();
  FillParameters(study, rows[small].setting.model, pair.terms.small_parameters);
  FillParameters(study, rows[large].setting.model, pair.terms.large_parameters);
  if (study.options.prices) {
    const PriceTable& prices = *study.options.prices;
    pair.currency = prices.currency;
    pair.money = MoneyTerms{prices.wrong_answer, prices.PerDay(rows[small].setting.model),
                            prices.PerDay(rows[large].setting.model)};
  }
  return pair;
}

}  // namespace ponder
