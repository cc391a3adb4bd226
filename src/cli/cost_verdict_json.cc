#include "cli/cost_report.h"
#include "cli/cost_verdict.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

// An interval's end without a bound is null.
Json EstimateJson(const Estimate& estimate) {
  return {{"value", JsonNumber(estimate.value)}, {"interval", JsonPair(estimate.interval)}};
}

Json EstimateJson(const std::optional<Estimate>& estimate) {
  return estimate ? EstimateJson(*estimate) : Json(nullptr);
}

Json OptionalNumber(const std::optional<double>& value) {
  return value ? JsonNumber(*value) : Json(nullptr);
}

std::string FindingName(Finding finding) {
  if (finding == Finding::kNoDifference) return "no_difference_seen";
  return finding == Finding::kBetter ? "better" : "worse";
}

Json SideJson(const std::string& name, const SideFigures& side, double parameters) {
  return {{"name", name},
          {"active_parameters", parameters > 0 ? Json(parameters) : Json(nullptr)},
          {"accuracy", JsonNumber(side.accuracy)},
          {"forward_tokens", JsonNumber(side.cost.forward_tokens)},
          {"flops", JsonNumber(side.cost.flops)},
          {"machine_seconds", JsonNumber(side.cost.machine_seconds)},
          {"energy_joules", JsonNumber(side.cost.joules)},
          {"money", JsonNumber(side.cost.money)}};
}

Json EqualJson(const CostPair& pair, const EqualCost& equal) {
  Json json{{"how", "too_dear"}, {"flops_allowed", JsonNumber(equal.cost)}};
  if (equal.how == EqualCost::How::kTooDear) return json;
  json["how"] = equal.how == EqualCost::How::kAsIs ? "as_is" : "mixed";
  if (equal.how == EqualCost::How::kMixed) {
    json["mix"] = {{"share", equal.mix.share},
                   {"of", pair.ways[equal.mix.dear]},
                   {"others", pair.ways[equal.mix.cheap]}};
  }
  json["difference"] = EstimateJson(equal.difference);
  json["finding"] = FindingName(equal.finding);
  return json;
}

Json MoneyJson(const CostPair& pair, const CostComparison::Money& money) {
  return {{"currency", pair.currency},
          {"small", EstimateJson(money.small)},
          {"large", EstimateJson(money.large)},
          {"ratio", EstimateJson(money.ratio)},
          {"cheaper_at_low_traffic", money.low_is_small ? "small" : "large"},
          {"up_to_answers_a_day", EstimateJson(money.cheaper_up_to)}};
}

}  // namespace

Json ComparisonJson(const CostPair& pair, const CostComparison& all) {
  const CostDraw& measured = pair.draws.measured;
  Json json{{"small", SideJson(pair.small, measured.small.front(), pair.terms.small_parameters)},
            {"large", SideJson(pair.large, measured.large, pair.terms.large_parameters)},
            {"questions", all.questions > 0 ? Json(all.questions) : Json(nullptr)},
            {"small_accuracy", EstimateJson(all.small_accuracy)},
            {"large_accuracy", EstimateJson(all.large_accuracy)},
            {"difference", EstimateJson(all.difference)},
            {"finding", FindingName(all.finding)},
            {"flops_ratio", EstimateJson(all.flops_ratio)},
            {"flops_ratio_a_right_answer", EstimateJson(all.right_flops_ratio)},
            {"equal_flops", EqualJson(pair, all.equal_flops)},
            {"size_ratio", OptionalNumber(all.size)},
            {"tokens_ratio", EstimateJson(all.multiple)},
            {"break_even_use", EstimateJson(all.break_even_use)},
            {"break_even_answers", EstimateJson(all.break_even_answers)},
            {"break_even_use_right", EstimateJson(all.break_even_use_right)},
            {"use", OptionalNumber(all.use)},
            {"exchange", Json::array()},
            {"money", all.money ? MoneyJson(pair, *all.money) : Json(nullptr)}};
  for (const ExchangeAt& at : all.exchange) {
    json["exchange"].push_back(
        {{"use", at.use}, {"tokens_allowed", at.multiple}, {"equal", EqualJson(pair, at.equal)}});
  }
  return json;
}

}  // namespace ponder
