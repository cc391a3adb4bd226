#include <fmt/format.h>

#include "eval/format.h"
#include "eval/probe/probe_report.h"
#include "eval/table.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

std::string Area(const Estimate& area) {
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", area.value, area.interval.low, area.interval.high);
}

std::string Share(const Estimate& share) { return Percent(share.value, share.interval); }

Table VerifierTable(const VerifierReport& report) {
  Table table;
  table.columns = {{"scorer", true}, {"AUC all"}, {"AUC within"}, {"best"}, {"weighted vote"},
                   {"minus majority"}};
  for (const VerifierFigures& row : report.scorers) {
    table.rows.push_back({row.name, Area(row.auc_all), Area(row.auc_within), Share(row.best),
                          Share(row.weighted), Points(row.gain.value, row.gain.interval)});
  }
  return table;
}

Table LeadTable(const VerifierReport& report) {
  Table table;
  table.columns = {{"probe minus", true}, {"AUC within"}, {"best"}, {"weighted vote"}};
  for (const VerifierLead& lead : report.leads) {
    table.rows.push_back(
        {lead.over,
         fmt::format("{:+.2f} [{:+.2f}, {:+.2f}]", lead.auc_within.value,
                     lead.auc_within.interval.low, lead.auc_within.interval.high),
         Points(lead.best.value, lead.best.interval),
         Points(lead.weighted.value, lead.weighted.interval)});
  }
  return table;
}

// Fewer answers of each question: a row a scorer, votes weighted by it.
Table FewerTable(const VerifierReport& report) {
  Table table;
  table.columns = {{"vote of", true}};
  for (const VerifierRow& row : report.rows) {
    if (row.n == 1) table.columns.push_back({row.name});
    if (row.name == "majority") table.rows.push_back({std::to_string(row.n)});
    table.rows.back().push_back(Share(row.weighted));
  }
  return table;
}

Table CalibrationTable(const CalibrationReport& report) {
  Table table;
  table.columns = {{"answers"}, {"said"}, {"right"}};
  for (const CalibrationBin& bin : report.bins) {
    table.rows.push_back({std::to_string(bin.count), Percent(bin.said), Percent(bin.right)});
  }
  return table;
}

Table VariantTable(const std::vector<ProbeVariant>& variants) {
  Table table;
  table.columns = {{"probe", true}, {"AUC all"}, {"AUC within"}, {"weighted vote"}, {"Brier"}};
  for (const ProbeVariant& variant : variants) {
    table.rows.push_back({variant.name, Area(variant.figures.auc_all),
                          Area(variant.figures.auc_within), Share(variant.figures.weighted),
                          fmt::format("{:.3f}", variant.brier)});
  }
  return table;
}

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

Json VariantJson(const ProbeVariant& variant) {
  const ProbeFitOptions& fit = variant.settings.fit;
  Json json{{"name", variant.name},
            {"states", ChoiceName(fit.features.states)},
            {"equations", fit.features.equations},
            {"counts", fit.features.counts},
            {"hidden", fit.units},
            {"part", variant.settings.part},
            {"brier", variant.brier}};
  json.update(FiguresJson(variant.figures));
  json["name"] = variant.name;
  return json;
}

}  // namespace

std::string AboutProbe(const ProbeData& data, const ProbeReport& report) {
  const VerifierFigures& probe = report.verifiers.scorers.front();
  return fmt::format("{} answers to {} questions of {}; AUC within a question {} on unseen ones",
                     data.Samples(), report.verifiers.questions, data.about.tasks,
                     Area(probe.auc_within));
}

std::string ProbeReportText(const ProbeData& data, const ProbeReport& report) {
  const VerifierReport& all = report.verifiers;
  std::string text = fmt::format(
      "{} answers of {} to {} questions of {}, {} of them right; {} tokens generated\n"
      "{} questions have right and wrong answers: {} pairs within a question\n"
      "one answer {}, majority {}, some answer right {}\n\n",
      all.answers, data.about.model, all.questions, data.about.tasks, all.right, data.Tokens(),
      all.mixed, all.pairs, Share(all.one), Share(all.majority), Share(all.any));
  text += TerminalTable(VerifierTable(all));
  text += "\nOn the same questions, the probe minus another scorer:\n" + TerminalTable(LeadTable(all));
  text += "\nThe vote of fewer answers, right %:\n" + TerminalTable(FewerTable(all));
  text +=
      "\nEach question is judged by a probe that was fitted to others. Intervals: 95 %, bootstrap "
      "over questions.\n";
  const CalibrationReport& calibration = report.calibration;
  text += fmt::format("\nCalibration: Brier {:.3f} (saying the base rate {:.3f}), expected error "
                      "{:.3f}\n",
                      calibration.brier, calibration.brier_of_rate, calibration.expected_error);
  text += TerminalTable(CalibrationTable(calibration));
  if (report.variants.size() > 1) {
    text += "\nOther probes on the same samples:\n" + TerminalTable(VariantTable(report.variants));
  }
  return text;
}

Json ProbeReportJson(const ProbeData& data, const ProbeReport& report) {
  const VerifierReport& all = report.verifiers;
  Json scorers = Json::array(), leads = Json::array(), rows = Json::array();
  Json variants = Json::array();
  for (const VerifierFigures& figures : all.scorers) scorers.push_back(FiguresJson(figures));
  for (const VerifierLead& lead : all.leads) leads.push_back(LeadJson(lead));
  for (const VerifierRow& row : all.rows) rows.push_back(RowJson(row));
  for (const ProbeVariant& variant : report.variants) variants.push_back(VariantJson(variant));
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
          {"variants", variants}};
}

}  // namespace ponder
