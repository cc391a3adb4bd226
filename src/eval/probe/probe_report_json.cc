#include "eval/probe/probe_report.h"
#include "eval/verifier_json.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

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
  Json json{{"tasks", transfer.tasks}};
  json.update(VerifierJson(transfer.verifiers, "probe_minus"));
  json["calibration"] = CalibrationJson(transfer.calibration);
  return json;
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
  json.update(VerifierFiguresJson(variant.figures));
  json["name"] = variant.name;
  return json;
}

}  // namespace

Json ProbeReportJson(const ProbeData& data, const ProbeReport& report) {
  Json variants = Json::array(), transfers = Json::array();
  for (const ProbeVariant& variant : report.variants) variants.push_back(VariantJson(variant));
  for (const ProbeTransfer& transfer : report.transfers) {
    transfers.push_back(TransferJson(transfer));
  }
  Json json{{"model", data.about.model},
            {"fingerprint", data.about.fingerprint},
            {"tasks", data.about.tasks},
            {"generated_tokens", data.Tokens()}};
  json.update(VerifierJson(report.verifiers, "probe_minus"));
  json["calibration"] = CalibrationJson(report.calibration);
  json["variants"] = std::move(variants);
  json["not_fitted"] = report.not_fitted;
  json["transfers"] = std::move(transfers);
  return json;
}

}  // namespace ponder
