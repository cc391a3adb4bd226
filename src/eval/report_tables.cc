#include "eval/report_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "eval/format.h"
#include "eval/main_table.h"
#include "eval/verdict.h"
#include "eval/verifier_tables.h"

namespace ponder {
namespace {

using Cells = std::vector<std::string>;

void Append(Cells& cells, const Cells& more) {
  cells.insert(cells.end(), more.begin(), more.end());
}

std::string LevelCell(const SummaryRow& row, int level) {
  for (const LevelFigures& each : row.levels) {
    if (each.level != level || each.figures.samples == 0) continue;
    return Percent(each.figures.accuracy, each.figures.interval);
  }
  return "-";
}

ReportTable LevelTable(const SummaryGroup& group, const RowNames& names, const Words& words) {
  std::map<int, std::string> levels;
  for (const SummaryRow& row : group.rows) {
    for (const LevelFigures& level : row.levels) levels[level.level] = level.name;
  }
  Table table{names.Columns(), {}};
  for (const auto& [level, name] : levels) {
    table.columns.push_back({name.empty() ? words("level {}", level) : name});
  }
  for (size_t i = 0; i < group.rows.size() && !levels.empty(); ++i) {
    Cells cells = names.Cells(i);
    for (const auto& [level, name] : levels) cells.push_back(LevelCell(group.rows[i], level));
    table.rows.push_back(cells);
  }
  return {words("Accuracy by level, %"), table};
}

ReportTable SampledTable(const SummaryGroup& group, const RowNames& names, const Words& words) {
  Table table{names.Columns(), {}};
  for (const char* head : {"k", "pass@k %", "maj@k %"}) table.columns.push_back({head});
  for (size_t i = 0; i < group.rows.size(); ++i) {
    for (const AtK& at : group.rows[i].at_k) {
      table.rows.push_back(names.Cells(i));
      Append(table.rows.back(), {fmt::format("{}", at.k), Percent(at.pass, at.pass_interval),
                                 Percent(at.majority, at.majority_interval)});
    }
  }
  return {words("Drawing k samples of each question"), table};
}

// A table of each rated row: its raters beside the plain vote, with their price a run.
ReportTable RatersTable(const SummaryRow& row, const Words& words) {
  const VerifierReport& verifiers = row.raters->verifiers;
  Table table;
  table.columns = {{words("scorer"), true}, {words("rated %")},         {words("AUC within")},
                   {words("best %")},       {words("weighted vote %")}, {words("minus majority")},
                   {words("scorer reads")}, {words("scorer says")}};
  table.rows.push_back({words("majority"), "-", "-", ShareText(verifiers.one),
                        ShareText(verifiers.majority), "-", "0", "0"});
  const auto runs = static_cast<double>(row.raters->runs);
  for (size_t i = 0; i < verifiers.scorers.size(); ++i) {
    const VerifierFigures& rater = verifiers.scorers[i];
    const RaterCost& cost = row.raters->costs[i];
    Cells cells{rater.name, Percent(cost.rated)};
    if (cost.rated > 0) {
      Append(cells, {AreaText(rater.auc_within), ShareText(rater.best), ShareText(rater.weighted),
                     GainText(rater.gain)});
    } else {
      Append(cells, Cells(4, "-"));
    }
    Append(cells, {Short(static_cast<double>(cost.usage.scorer_prompt_tokens) / runs),
                   Short(static_cast<double>(cost.usage.scorer_tokens) / runs)});
    table.rows.push_back(std::move(cells));
  }
  return {words("Who would have chosen what: {}, {}, {} questions", row.setting.model, row.label,
                verifiers.questions),
          table};
}

// `all`: votes of fewer candidates too.
std::vector<ReportTable> RatersTables(const SummaryGroup& group, const Words& words, bool all) {
  std::vector<ReportTable> tables;
  for (const SummaryRow& row : group.rows) {
    if (!row.raters) continue;
    tables.push_back(RatersTable(row, words));
    if (!all) continue;
    tables.push_back(
        {words("Votes of fewer candidates, right %: {}, {}", row.setting.model, row.label),
         FewerTable(row.raters->verifiers, words)});
  }
  return tables;
}

ReportTable ScalingTable(const SummaryGroup& group, const Words& words) {
  Table table;
  table.columns = {{words("model"), true},   {words("method"), true}, {words("tokens"), true},
                   {words("budgets")},       {words("control %")},    {words("points a doubling")},
                   {words("points a 1000")}, {words("performance %")}};
  const auto or_dash = [](const std::optional<double>& value, const auto& text) {
    return value ? text(*value) : std::string("-");
  };
  for (const ScalingStudy& study : group.scaling) {
    const ScalingFigures& figures = study.figures;
    const Interval slope{study.per_doubling.low / 100, study.per_doubling.high / 100};
    table.rows.push_back(
        {study.model, study.method, study.of_thinking ? words("thinking") : words("generated"),
         fmt::format("{}", figures.runs),
         or_dash(figures.control, [](double value) { return Percent(value); }),
         or_dash(figures.per_doubling, [&](double value) { return Points(value / 100, slope); }),
         or_dash(figures.per_1k, [](double value) { return fmt::format("{:+.1f}", value); }),
         Percent(figures.performance)});
  }
  return {words("What more tokens buy"), table};
}

ReportTable ScoreTable(const SummaryGroup& group, const RowNames& names, const Words& words) {
  std::set<std::string> scores;
  for (const SummaryRow& row : group.rows) {
    for (const auto& [score, mean] : row.figures.scores) scores.insert(score);
  }
  Table table{names.Columns(), {}};
  for (const std::string& score : scores) table.columns.push_back({score + " %"});
  for (size_t i = 0; i < group.rows.size() && !scores.empty(); ++i) {
    const auto& means = group.rows[i].figures.scores;
    const std::map<std::string, double> own(means.begin(), means.end());
    Cells cells = names.Cells(i);
    for (const std::string& score : scores) {
      cells.push_back(own.contains(score) ? Percent(own.at(score)) : "-");
    }
    table.rows.push_back(cells);
  }
  return {words("Further scores of the task"), table};
}

ReportTable CostTable(const SummaryGroup& group, const RowNames& names, const Words& words) {
  Table table{names.Columns(), {}};
  for (const std::string& head :
       {words("prompt"), words("cached"), words("computed"), words("generated"), words("thinking"),
        words("scorer wrote"), words("scorer read"), words("calls"), words("computed in all"),
        words("forward"), std::string("FLOPs"), words("first token s"), words("seconds")}) {
    table.columns.push_back({head});
  }
  for (size_t i = 0; i < group.rows.size(); ++i) {
    const Costs& m = group.rows[i].figures.mean;
    table.rows.push_back(names.Cells(i));
    for (double value : {m.prompt, m.cached, m.prefill, m.generated, m.thinking, m.scorer,
                         m.scorer_prompt, m.calls, m.forward, m.logical_forward, m.flops}) {
      table.rows.back().push_back(Short(value));
    }
    Append(table.rows.back(), {SecondsText(m.first_token_seconds), SecondsText(m.seconds)});
  }
  return {words("What an answer costs, by kind"), table};
}

// The main table and those that every report has behind it; `all`: votes of fewer candidates too.
std::vector<ReportTable> TablesBehind(Table main, const SummaryGroup& group, const RowNames& names,
                                      const Words& words, bool all) {
  std::vector<ReportTable> tables{
      {"", std::move(main)}, LevelTable(group, names, words), SampledTable(group, names, words)};
  std::ranges::move(RatersTables(group, words, all), std::back_inserter(tables));
  tables.push_back(ScalingTable(group, words));
  tables.push_back(ScoreTable(group, names, words));
  return tables;
}

std::vector<ReportTable> WithRows(std::vector<ReportTable> tables) {
  std::erase_if(tables, [](const ReportTable& each) { return each.table.rows.empty(); });
  return tables;
}

}  // namespace

std::string GroupName(const SummaryGroup& group, const Words& words) {
  return group.task.empty() ? words("all tasks") : group.task;
}

std::vector<ReportTable> PageTables(const SummaryGroup& group, const SummaryOptions& options) {
  const Words words(options.language);
  const RowNames names(group, true, words);
  std::vector<ReportTable> tables =
      TablesBehind(MainTable(group, options, names), group, names, words, true);
  tables.push_back(CostTable(group, names, words));
  return WithRows(std::move(tables));
}

std::vector<ReportTable> TerminalTables(const SummaryGroup& group, const SummaryOptions& options) {
  const Words words(options.language);
  const RowNames names(group, false, words);
  return WithRows(TablesBehind(ShortMainTable(group, options, names), group, names, words, false));
}

std::vector<std::string> ReportNotes(const Summary& summary) {
  const Words words(summary.options.language);
  std::vector<std::string> notes{
      words("Brackets hold 95 % intervals: Wilson's for accuracy, a bootstrap over questions for "
            "differences. A difference is called better or worse only when its interval leaves out "
            "0 and McNemar's mid-p is below 0.05."),
      words("cut: a limit ended the answer before it was right. no answer: the reply had none that "
            "could be judged. Both count as not right."),
      words("Costs are means an answer. tokens: generated by anyone. forward: through the model, "
            "every distinct prompt token once, whatever a cache held. seconds: from question to "
            "answer while others ran beside it.")};
  const std::string comparisons = ComparisonNote(summary);
  if (!comparisons.empty()) notes.push_back(comparisons);
  return notes;
}

}  // namespace ponder
