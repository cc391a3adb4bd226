#include "eval/probe/probe_report.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

// What cannot be computed (no pairs) is null.
Json EstimateJson(const Estimate& estimate) {
  return {{"value", estimate.value},
          {"low", estimate.interval.low},
          {"high", estimate.interval.high}};
}

Json FiguresJson(const VerifierFigures& figures) {
  return {{"name", figures.name},
          {"auc_all", EstimateJson(figures.auc_all)},
          {"auc_within", EstimateJson(figures.auc_within)},
          {"best", EstimateJson(figures.best)},
          {"weighted", EstimateJson(figures.weighted)},
          {"weighted_minus_majority", EstimateJson(figures.gain)}};
}

Json LeadJson(const VerifierLead& lead) {
  return {{"over", lead.over},
          {"auc_within", EstimateJson(lead.auc_within)},
          {"best", EstimateJson(lead.best)},
          {"weighted", EstimateJson(lead.weighted)}};
}

Json RowJson(const VerifierRow& row) {
  return {{"n", row.n},
          {"name", row.name},
          {"best", EstimateJson(row.best)},
          {"weighted", EstimateJson(row.weighted)}};
}

Json CalibrationJson(const CalibrationReport& report) {
  Json bins = Json::array();
  for (const CalibrationBin& bin : report.bins) {
    bins.push_back({{"answers", bin.count}, {"said", bin.said}, {"right", bin.right}});
  }
  return {{"brier", report.brier},
          {"brier_of_rate", report.brier_of_rate},
          {"expected_error", report.expected_error},
          {"bins", bins}};
}

Json TransferJson(const ProbeTransfer& transfer) {
  Json scorers = Json::array(), leads = Json::array();
  for (const VerifierFigures& row : transfer.verifiers.scorers) {
    scorers.push_back(FiguresJson(row));
  }
  for (const VerifierLead& lead : transfer.verifiers.leads) leads.push_back(LeadJson(lead));
  return {{"tasks", transfer.tasks},
          {"questions", transfer.verifiers.questions},
          {"mixed_questions", transfer.verifiers.mixed},
          {"one", EstimateJson(transfer.verifiers.one)},
          {"majority", EstimateJson(transfer.verifiers.majority)},
          {"scorers", scorers},
          {"probe_minus", leads},
          {"calibration", CalibrationJson(transfer.calibration)}};
}

Json VariantJson(const ProbeVariant& variant) {
  const ProbeFitOptions& fit = variant.settings.fit;
  Json json{{"name", variant.name},
            {"states", ChoiceName(fit.features.states)},
            {"equations", fit.features.equations},
            {"numbers", fit.features.numbers},
            {"counts", fit.features.counts},
            {"hidden", fit.units},
            {"part", variant.settings.part},
            {"brier", variant.brier}};
  json.update(FiguresJson(variant.figures));
  json["name"] = variant.name;
  return json;
}

}  // namespace

Json ProbeReportJson(const ProbeData& data, const ProbeReport& report) {
  const VerifierReport& all = report.verifiers;
  Json scorers = Json::array(), leads = Json::array(), rows = Json::array();
  Json variants = Json::array();
  for (const VerifierFigures& figures : all.scorers) scorers.push_back(FiguresJson(figures));
  for (const VerifierLead& lead : all.leads) leads.push_back(LeadJson(lead));
  for (const VerifierRow& row : all.rows) rows.push_back(RowJson(row));
  for (const ProbeVariant& variant : report.variants) variants.push_back(VariantJson(variant));
  Json transfers = Json::array();
  for (const ProbeTransfer& transfer : report.transfers) {
    transfers.push_back(TransferJson(transfer));
  }
  return {{"model", data.about.model},
          {"fingerprint", data.about.fingerprint},
          {"tasks", data.about.tasks},
          {"questions", all.questions},
          {"mixed_questions", all.mixed},
          {"answers", all.answers},
          {"right", all.right},
          {"pairs", all.pairs},
          {"generated_tokens", data.Tokens()},
          {"one", EstimateJson(all.one)},
          {"majority", EstimateJson(all.majority)},
          {"any", EstimateJson(all.any)},
          {"scorers", scorers},
          {"probe_minus", leads},
          {"of_fewer", rows},
          {"calibration", CalibrationJson(report.calibration)},
          {"variants", variants},
          {"transfers", transfers}};
}

}  // namespace ponder
