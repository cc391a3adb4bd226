#include <fmt/format.h>

#include <cmath>

#include "eval/format.h"
#include "eval/probe/probe_report.h"
#include "eval/table.h"
#include "eval/verifier_tables.h"

namespace ponder {
namespace {

Table VerifierTable(const VerifierReport& report) {
  Table table;
  table.columns = {{"scorer", true}, {"AUC all"},       {"AUC within"},
                   {"best"},         {"weighted vote"}, {"minus majority"}};
  for (const VerifierFigures& row : report.scorers) {
    table.rows.push_back({row.name, AreaText(row.auc_all), AreaText(row.auc_within),
                          ShareText(row.best), ShareText(row.weighted), GainText(row.gain)});
  }
  return table;
}

Table LeadTable(const VerifierReport& report) {
  Table table;
  table.columns = {{"probe minus", true}, {"AUC within"}, {"best"}, {"weighted vote"}};
  for (const VerifierLead& lead : report.leads) {
    table.rows.push_back(
        {lead.over,
         std::isnan(lead.auc_within.value)
             ? "-"
             : fmt::format("{:+.2f} [{:+.2f}, {:+.2f}]", lead.auc_within.value,
                           lead.auc_within.interval.low, lead.auc_within.interval.high),
         GainText(lead.best), GainText(lead.weighted)});
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
    table.rows.push_back({variant.name, AreaText(variant.figures.auc_all),
                          AreaText(variant.figures.auc_within), ShareText(variant.figures.weighted),
                          fmt::format("{:.3f}", variant.brier)});
  }
  return table;
}

Table TransferTable(const std::vector<ProbeTransfer>& transfers) {
  Table table;
  table.columns = {{"samples of", true}, {"scorer", true},  {"AUC within"}, {"best"},
                   {"weighted vote"},    {"minus majority"}};
  for (const ProbeTransfer& transfer : transfers) {
    for (const VerifierFigures& row : transfer.verifiers.scorers) {
      table.rows.push_back({transfer.tasks, row.name, AreaText(row.auc_within), ShareText(row.best),
                            ShareText(row.weighted), GainText(row.gain)});
    }
  }
  return table;
}

}  // namespace

std::string AboutProbe(const ProbeData& data, const ProbeReport& report) {
  const VerifierFigures& probe = report.verifiers.scorers.front();
  return fmt::format("{} answers to {} questions of {}; AUC within a question {} on unseen ones",
                     data.Samples(), report.verifiers.questions, data.about.tasks,
                     AreaText(probe.auc_within));
}

std::string ProbeReportText(const ProbeData& data, const ProbeReport& report) {
  const VerifierReport& all = report.verifiers;
  std::string text = fmt::format(
      "{} answers of {} to {} questions of {}, {} of them right; {} tokens generated\n"
      "{} questions have right and wrong answers: {} pairs within a question\n"
      "one answer {}, majority {}, some answer right {}\n\n",
      all.answers, data.about.model, all.questions, data.about.tasks, all.right, data.Tokens(),
      all.mixed, all.pairs, ShareText(all.one), ShareText(all.majority), ShareText(all.any));
  text += TerminalTable(VerifierTable(all));
  text +=
      "\nOn the same questions, the probe minus another scorer:\n" + TerminalTable(LeadTable(all));
  text += "\nThe vote of fewer answers, right %:\n" + TerminalTable(FewerTable(all));
  text +=
      "\nEach question is judged by a probe that was fitted to others. Intervals: 95 %, bootstrap "
      "over questions.\n";
  const CalibrationReport& calibration = report.calibration;
  text += fmt::format(
      "\nCalibration: Brier {:.3f} (saying the base rate {:.3f}), expected error "
      "{:.3f}\n",
      calibration.brier, calibration.brier_of_rate, calibration.expected_error);
  text += TerminalTable(CalibrationTable(calibration));
  if (report.variants.size() > 1) {
    text += "\nOther probes on the same samples:\n" + TerminalTable(VariantTable(report.variants));
  }
  for (const std::string& variant : report.not_fitted) text += "Not fitted: " + variant + "\n";
  if (!report.transfers.empty()) {
    text += "\nOn questions of other folders, none of which it was fitted to:\n" +
            TerminalTable(TransferTable(report.transfers));
  }
  return text;
}

}  // namespace ponder
