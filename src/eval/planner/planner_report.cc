#include "eval/planner/planner_report.h"

#include <fmt/format.h>

#include "eval/format.h"
#include "eval/table.h"

namespace ponder {
namespace {

using Json = nlohmann::ordered_json;

std::string CeilingText(const PlannerComparison& comparison) {
  return comparison.ceiling ? Short(*comparison.ceiling) : "none";
}

Table SingleTable(const PlannerReport& report) {
  Table table{{{"strategy", true}, {"right %"}, {"tokens"}}, {}};
  for (const WayOutcome& way : report.singles) {
    table.rows.push_back({way.name, Percent(way.accuracy, way.interval), Short(way.tokens)});
  }
  return table;
}

Table ComparisonTable(const PlannerReport& report) {
  Table table{{{"ceiling"},
               {"best single strategy", true},
               {"right %"},
               {"tokens"},
               {"compute_optimal right %"},
               {"tokens"},
               {"difference"},
               {"difficulty known"},
               {"tokens"}},
              {}};
  for (const PlannerComparison& row : report.comparisons) {
    const WayOutcome& best = report.singles[row.best];
    table.rows.push_back({CeilingText(row), best.name, Percent(best.accuracy), Short(best.tokens),
                          Percent(row.chosen.accuracy), Short(row.chosen.tokens),
                          Points(row.difference, row.interval), Percent(row.oracle.accuracy),
                          Short(row.oracle.tokens)});
  }
  return table;
}

// A row a bin, a column a strategy; the one that is chosen without a ceiling is marked.
Table BinTable(const PlannerTable& planner, Binning binning, double slack) {
  Table table{{{"bin", true}, {"questions"}}, {}};
  for (int bin = 0; bin < BinCount(binning); ++bin) {
    const auto found = planner.cells.find({binning, bin});
    if (found == planner.cells.end()) continue;
    const std::vector<PlanCell>& cells = found->second;
    if (table.rows.empty()) {
      for (const PlanCell& cell : cells) table.columns.push_back({cell.strategy});
    }
    const PlanCell* chosen = ChoosePlan(planner.CellsOf(binning, bin), {.slack = slack});
    const std::string name = chosen == nullptr ? "" : chosen->strategy;
    table.rows.push_back({BinName(binning, bin), std::to_string(cells.front().questions)});
    for (const PlanCell& cell : cells) {
      table.rows.back().push_back(Percent(cell.right) + (cell.strategy == name ? " <" : "") + " (" +
                                  Short(cell.tokens) + ")");
    }
  }
  return table;
}

Table MetTable(const PlannerReport& report) {
  Table table{{{"really", true}}, {}};
  for (size_t i = 0; i < report.met.size(); ++i) {
    const std::string name = BinName(Binning::kAbsolute, static_cast<int>(i));
    table.columns.push_back({"said " + name});
    table.rows.push_back({name});
    for (const int64_t count : report.met[i]) table.rows.back().push_back(std::to_string(count));
  }
  return table;
}

Json WayJson(const WayOutcome& way) {
  return {{"name", way.name},
          {"right", way.accuracy},
          {"low", way.interval.low},
          {"high", way.interval.high},
          {"tokens", way.tokens}};
}

Json BinsJson(const PlannerTable& planner) {
  Json bins = Json::array();
  for (const auto& [bin, cells] : planner.cells) {
    Json strategies = Json::array();
    for (const PlanCell& cell : cells) {
      strategies.push_back(
          {{"strategy", cell.strategy}, {"right", cell.right}, {"tokens", cell.tokens}});
    }
    bins.push_back({{"bins", ChoiceName(bin.first)},
                    {"bin", BinName(bin.first, bin.second)},
                    {"questions", cells.front().questions},
                    {"strategies", strategies}});
  }
  return bins;
}

}  // namespace

std::string AboutPlanner(const std::string& tasks, const PlannerReport& report) {
  const PlannerComparison& free = report.comparisons.back();
  const WayOutcome& best = report.singles[free.best];
  return fmt::format(
      "{} questions of {}: compute_optimal {} % right for {} tokens, best single strategy ({}) {} "
      "% "
      "for {}",
      report.questions, tasks, Percent(free.chosen.accuracy), Short(free.chosen.tokens), best.name,
      Percent(best.accuracy), Short(best.tokens));
}

std::string PlannerReportText(const PlannerReport& report, const PlannerTable& table,
                              Binning binning, double slack) {
  std::string text = fmt::format(
      "{} questions; tokens are generated ones a question, scorers' "
      "included; intervals 95 %\n\n",
      report.questions);
  text += TerminalTable(SingleTable(report));
  text +=
      "\nChoosing by difficulty, under a ceiling of mean tokens (compute_optimal: "
      "of those of each bin).\nA table made of one half of the questions chooses for the other "
      "half; the look is paid for.\n";
  text += TerminalTable(ComparisonTable(report));
  text += fmt::format(
      "\nThe table: right % (tokens) in a bin; <: what is chosen without a "
      "ceiling,\nin a bin of fewer than {} questions by those of all\n{}",
      kFewestOfABin, TerminalTable(BinTable(table, binning, slack)));
  text += fmt::format(
      "\nDifficulty, guessed from the look of other questions' answers: mean "
      "squared error {:.3f}, saying the\nmean every time {:.3f}. Questions:\n{}",
      report.brier, report.brier_of_mean, TerminalTable(MetTable(report)));
  return text;
}

Json PlannerReportJson(const PlannerReport& report, const PlannerTable& table, Binning binning) {
  Json singles = Json::array(), comparisons = Json::array();
  for (const WayOutcome& way : report.singles) singles.push_back(WayJson(way));
  for (const PlannerComparison& row : report.comparisons) {
    comparisons.push_back({{"ceiling", row.ceiling ? Json(*row.ceiling) : Json(nullptr)},
                           {"best", WayJson(report.singles[row.best])},
                           {"compute_optimal", WayJson(row.chosen)},
                           {"difficulty_known", WayJson(row.oracle)},
                           {"difference", row.difference},
                           {"low", row.interval.low},
                           {"high", row.interval.high}});
  }
  return {{"questions", report.questions},
          {"bins", ChoiceName(binning)},
          {"strategies", singles},
          {"comparisons", comparisons},
          {"table", BinsJson(table)},
          {"difficulty_error", report.brier},
          {"difficulty_error_of_mean", report.brier_of_mean},
          {"difficulty_bins", report.met}};
}

}  // namespace ponder
