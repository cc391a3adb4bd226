// The summary as JSON.
#include <cmath>
#include <nlohmann/json.hpp>

#include "eval/report.h"
#include "eval/verdict.h"
#include "eval/verifier_json.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json Number(const std::optional<double>& value) { return value ? Number(*value) : Json(nullptr); }
Json Pair(Interval interval) { return {Number(interval.low), Number(interval.high)}; }

Json CostsJson(const Costs& mean) {
  return {{"prompt_tokens", mean.prompt},
          {"cached_tokens", mean.cached},
          {"prefill_tokens", mean.prefill},
          {"completion_tokens", mean.generated},
          {"reasoning_tokens", mean.thinking},
          {"scorer_tokens", mean.scorer},
          {"scorer_prompt_tokens", mean.scorer_prompt},
          {"calls", mean.calls},
          {"forward_tokens", mean.forward},
          {"logical_forward_tokens", mean.logical_forward},
          {"flops", Number(mean.flops)},
          {"first_token_seconds", Number(mean.first_token_seconds)},
          {"seconds", Number(mean.seconds)}};
}

Json FiguresJson(const Figures& figures) {
  Json scores = Json::object();
  for (const auto& [name, mean] : figures.scores) scores[name] = Number(mean);
  return {{"questions", figures.questions},
          {"samples", figures.samples},
          {"right", figures.right},
          {"wrong", figures.wrong},
          {"no_answer", figures.no_answer},
          {"cut", figures.cut},
          {"hit_limit", figures.hit_limit},
          {"errors", figures.errors},
          {"accuracy", Number(figures.accuracy)},
          {"accuracy_interval", Pair(figures.interval)},
          {"scores", std::move(scores)},
          {"mean", CostsJson(figures.mean)},
          {"tokens_interval", Pair(figures.tokens)},
          {"seconds_interval", Pair(figures.seconds)}};
}

std::string FindingName(Finding finding) {
  if (finding == Finding::kNoDifference) return "no_difference_seen";
  return finding == Finding::kBetter ? "better" : "worse";
}

Json AgainstJson(const PairedComparison& against) {
  return {{"questions", against.questions},
          {"better_on", against.better},
          {"worse_on", against.worse},
          {"difference", Number(against.difference)},
          {"difference_interval", Pair(against.interval)},
          {"p_exact", Number(against.p.exact)},
          {"p_mid", Number(against.p.mid)},
          {"finding", FindingName(against.Found())}};
}

Json RatersJson(const RatersReport& raters) {
  Json json = VerifierJson(raters.verifiers);
  const auto runs = static_cast<double>(raters.runs);
  for (size_t i = 0; i < raters.costs.size(); ++i) {
    const RaterCost& cost = raters.costs[i];
    json["scorers"][i]["rated"] = cost.rated;
    json["scorers"][i]["mean"] = {
        {"scorer_prompt_tokens", static_cast<double>(cost.usage.scorer_prompt_tokens) / runs},
        {"scorer_tokens", static_cast<double>(cost.usage.scorer_tokens) / runs},
        {"prefill_tokens", static_cast<double>(cost.usage.prefill_tokens) / runs}};
  }
  return json;
}

Json RowJson(const SummaryRow& row) {
  const Setting& setting = row.setting;
  Json json{{"model", setting.model},
            {"method", setting.method},
            {"budget_tokens", setting.budget_tokens ? Json(*setting.budget_tokens) : Json(nullptr)},
            {"language", LanguageCode(setting.language)},
            {"shots", setting.shots},
            {"temperature", Number(setting.temperature)},
            {"label", row.label},
            {"figures", FiguresJson(row.figures)},
            {"levels", Json::array()},
            {"at_k", Json::array()},
            {"is_baseline", row.is_baseline},
            {"against_baseline",
             row.against_baseline ? AgainstJson(*row.against_baseline) : Json(nullptr)}};
  for (const LevelFigures& level : row.levels) {
    json["levels"].push_back(
        {{"level", level.level}, {"name", level.name}, {"figures", FiguresJson(level.figures)}});
  }
  for (const AtK& at : row.at_k) {
    json["at_k"].push_back({{"k", at.k},
                            {"pass", Number(at.pass)},
                            {"pass_interval", Pair(at.pass_interval)},
                            {"majority", Number(at.majority)},
                            {"majority_interval", Pair(at.majority_interval)}});
  }
  if (row.raters) json["raters"] = RatersJson(*row.raters);
  return json;
}

Json ScalingJson(const ScalingStudy& study) {
  return {{"model", study.model},
          {"method", study.method},
          {"tokens", study.of_thinking ? "thinking" : "generated"},
          {"rows", study.rows},
          {"control", Number(study.figures.control)},
          {"points_per_doubling", Number(study.figures.per_doubling)},
          {"points_per_doubling_interval", Pair(study.per_doubling)},
          {"points_per_1000_tokens", Number(study.figures.per_1k)},
          {"performance", Number(study.figures.performance)}};
}

Json GroupJson(const SummaryGroup& group, const SummaryOptions& options) {
  Json json{{"task", group.task.empty() ? Json(nullptr) : Json(group.task)},
            {"verdicts", Verdicts(group, options)},
            {"rows", Json::array()},
            {"scaling", Json::array()},
            {"fronts", Json::object()}};
  for (const SummaryRow& row : group.rows) json["rows"].push_back(RowJson(row));
  for (const ScalingStudy& study : group.scaling) json["scaling"].push_back(ScalingJson(study));
  for (const auto& [axis, rows] : group.fronts)
    json["fronts"][std::string(CostAxisName(axis))] = rows;
  return json;
}

}  // namespace

std::string JsonReport(const Summary& summary, const ReportHead& head) {
  if (summary.options.language != Language::kEnglish) {
    return JsonReport(InLanguage(summary, Language::kEnglish), head);
  }
  Json json{{"format", 1},
            {"title", head.title},
            {"command", head.command},
            {"machine", head.machine},
            {"baseline", summary.options.baseline},
            {"records", summary.records},
            {"errors", summary.errors},
            {"note", ComparisonNote(summary)},
            {"groups", Json::array()}};
  for (const SummaryGroup& group : summary.groups) {
    json["groups"].push_back(GroupJson(group, summary.options));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ponder
