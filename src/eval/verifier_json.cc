#include "eval/verifier_json.h"

#include <cmath>

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

// What cannot be computed (no pairs) is null.
Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json EstimateJson(const Estimate& estimate) {
  if (!std::isfinite(estimate.value)) {
    return {{"value", nullptr}, {"low", nullptr}, {"high", nullptr}};
  }
  return {{"value", estimate.value},
          {"low", Number(estimate.interval.low)},
          {"high", Number(estimate.interval.high)}};
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

}  // namespace

Json VerifierFiguresJson(const VerifierFigures& figures) {
  return {{"name", figures.name},
          {"auc_all", EstimateJson(figures.auc_all)},
          {"auc_within", EstimateJson(figures.auc_within)},
          {"best", EstimateJson(figures.best)},
          {"weighted", EstimateJson(figures.weighted)},
          {"weighted_minus_majority", EstimateJson(figures.gain)}};
}

Json VerifierJson(const VerifierReport& report, const std::string& leads) {
  Json scorers = Json::array(), led = Json::array(), rows = Json::array();
  for (const VerifierFigures& figures : report.scorers) {
    scorers.push_back(VerifierFiguresJson(figures));
  }
  for (const VerifierLead& lead : report.leads) led.push_back(LeadJson(lead));
  for (const VerifierRow& row : report.rows) rows.push_back(RowJson(row));
  Json json{{"questions", report.questions},
            {"mixed_questions", report.mixed},
            {"answers", report.answers},
            {"right", report.right},
            {"pairs", report.pairs},
            {"one", EstimateJson(report.one)},
            {"majority", EstimateJson(report.majority)},
            {"any", EstimateJson(report.any)},
            {"scorers", std::move(scorers)}};
  if (!leads.empty()) json[leads] = std::move(led);
  json["of_fewer"] = std::move(rows);
  return json;
}

}  // namespace ponder
