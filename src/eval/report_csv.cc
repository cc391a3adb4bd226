// The summary as comma-separated values: for spreadsheets and scripts, so nothing is rounded.
#include <fmt/format.h>

#include <functional>

#include "eval/report.h"
#include "eval/table.h"

namespace ponder {
namespace {

struct Line {
  const SummaryRow& row;
  const std::string level;
  const Figures& figures;
  bool all;  // not of one level
};

struct CsvColumn {
  std::string head;
  std::function<std::string(const Line&)> cell;
};

std::string Text(double value) { return fmt::format("{}", value); }
std::string Text(int64_t value) { return fmt::format("{}", value); }

template <class Value>
CsvColumn Count(const char* head, Value Figures::*field) {
  return {head, [field](const Line& line) { return Text(line.figures.*field); }};
}

CsvColumn Cost(const char* head, double Costs::*field) {
  return {head, [field](const Line& line) { return Text(line.figures.mean.*field); }};
}

// Of the comparison with the baseline, which levels have none of.
CsvColumn Against(const char* head, double (*value)(const PairedComparison&)) {
  return {head, [value](const Line& line) {
            const auto& against = line.row.against_baseline;
            return line.all && against ? Text(value(*against)) : std::string();
          }};
}

std::vector<CsvColumn> SettingColumns() {
  return {{"task", [](const Line& line) { return line.row.setting.task; }},
          {"model", [](const Line& line) { return line.row.setting.model; }},
          {"method", [](const Line& line) { return line.row.setting.method; }},
          {"budget_tokens",
           [](const Line& line) {
             const auto& budget = line.row.setting.budget_tokens;
             return budget ? Text(*budget) : std::string();
           }},
          {"language",
           [](const Line& line) { return std::string(LanguageCode(line.row.setting.language)); }},
          {"shots", [](const Line& line) { return Text(int64_t{line.row.setting.shots}); }},
          {"temperature", [](const Line& line) { return Text(line.row.setting.temperature); }},
          {"level", [](const Line& line) { return line.level; }}};
}

std::vector<CsvColumn> FigureColumns() {
  return {Count("questions", &Figures::questions),
          Count("samples", &Figures::samples),
          Count("right", &Figures::right),
          Count("wrong", &Figures::wrong),
          Count("no_answer", &Figures::no_answer),
          Count("cut", &Figures::cut),
          Count("hit_limit", &Figures::hit_limit),
          Count("errors", &Figures::errors),
          Count("accuracy", &Figures::accuracy),
          {"accuracy_low", [](const Line& line) { return Text(line.figures.interval.low); }},
          {"accuracy_high", [](const Line& line) { return Text(line.figures.interval.high); }}};
}

std::vector<CsvColumn> AgainstColumns() {
  return {Against("difference", [](const PairedComparison& c) { return c.difference; }),
          Against("difference_low", [](const PairedComparison& c) { return c.interval.low; }),
          Against("difference_high", [](const PairedComparison& c) { return c.interval.high; }),
          Against("p_exact", [](const PairedComparison& c) { return c.p.exact; }),
          Against("p_mid", [](const PairedComparison& c) { return c.p.mid; })};
}

std::vector<CsvColumn> CostColumns() {
  return {Cost("prompt_tokens", &Costs::prompt),
          Cost("cached_tokens", &Costs::cached),
          Cost("prefill_tokens", &Costs::prefill),
          Cost("completion_tokens", &Costs::generated),
          Cost("reasoning_tokens", &Costs::thinking),
          Cost("scorer_tokens", &Costs::scorer),
          Cost("scorer_prompt_tokens", &Costs::scorer_prompt),
          Cost("calls", &Costs::calls),
          Cost("forward_tokens", &Costs::forward),
          Cost("logical_forward_tokens", &Costs::logical_forward),
          Cost("flops", &Costs::flops),
          Cost("first_token_seconds", &Costs::first_token_seconds),
          Cost("seconds", &Costs::seconds)};
}

std::vector<CsvColumn> AllColumns() {
  std::vector<CsvColumn> all;
  for (const auto& part : {SettingColumns(), FigureColumns(), AgainstColumns(), CostColumns()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

void AddLine(const Line& line, const std::vector<CsvColumn>& columns, Table& table) {
  std::vector<std::string> cells;
  for (const CsvColumn& column : columns) cells.push_back(column.cell(line));
  table.rows.push_back(std::move(cells));
}

}  // namespace

std::string CsvReport(const Summary& summary) {
  const std::vector<CsvColumn> columns = AllColumns();
  Table table;
  for (const CsvColumn& column : columns) table.columns.push_back({column.head});
  for (const SummaryGroup& group : summary.groups) {
    for (const SummaryRow& row : group.rows) {
      AddLine({row, "", row.figures, true}, columns, table);
      for (const LevelFigures& level : row.levels) {
        const std::string name = level.name.empty() ? Text(int64_t{level.level}) : level.name;
        AddLine({row, name, level.figures, false}, columns, table);
      }
    }
  }
  return CsvTable(table);
}

}  // namespace ponder
