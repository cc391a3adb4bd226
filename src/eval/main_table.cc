#include "eval/main_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "eval/format.h"

namespace ponder {
namespace {

struct MainColumn {
  std::string head;
  std::function<std::string(const SummaryRow&)> cell;
  bool brief = false;  // also in the short table
};

std::string Accuracy(const SummaryRow& row) {
  return row.figures.samples == 0 ? "-" : Percent(row.figures.accuracy, row.figures.interval);
}

std::string Difference(const SummaryRow& row) {
  const auto& against = row.against_baseline;
  return against ? Points(against->difference, against->interval) : "-";
}

std::string Count(int64_t count) { return fmt::format("{}", count); }

std::vector<MainColumn> MainColumns(const SummaryGroup& group, const SummaryOptions& options) {
  using Row = const SummaryRow&;
  const Words words(options.language);
  const auto any = [&](int64_t Figures::*field) {
    return std::any_of(group.rows.begin(), group.rows.end(),
                       [&](Row row) { return row.figures.*field > 0; });
  };
  return {
      {words("right"),
       [](Row row) { return fmt::format("{}/{}", row.figures.right, row.figures.samples); }, true},
      {words("accuracy %"), Accuracy, true},
      {words("against {}", options.baseline), Difference, true},
      {"p",
       [](Row row) { return row.against_baseline ? PValue(row.against_baseline->p.mid) : "-"; }},
      {words("cut"), [](Row row) { return Count(row.figures.cut); }, any(&Figures::cut)},
      {words("no answer"), [](Row row) { return Count(row.figures.no_answer); },
       any(&Figures::no_answer)},
      {words("tokens"), [](Row row) { return Short(row.figures.mean.Tokens()); }, true},
      {words("forward"), [](Row row) { return Short(row.figures.mean.logical_forward); }},
      {"FLOPs", [](Row row) { return Short(row.figures.mean.flops); }},
      {words("seconds"), [](Row row) { return SecondsText(row.figures.mean.seconds); }, true}};
}

Table Make(const SummaryGroup& group, const RowNames& names,
           const std::vector<MainColumn>& columns) {
  Table table{names.Columns(), {}};
  for (const MainColumn& column : columns) table.columns.push_back({column.head});
  for (size_t i = 0; i < group.rows.size(); ++i) {
    std::vector<std::string> cells = names.Cells(i);
    for (const MainColumn& column : columns) cells.push_back(column.cell(group.rows[i]));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

RowNames::RowNames(const SummaryGroup& group, bool numbered, const Words& words)
    : group_(group),
      numbered_(numbered),
      several_models_(group.rows.front().setting.model != group.rows.back().setting.model),
      words_(words) {}

std::vector<Table::Column> RowNames::Columns() const {
  std::vector<Table::Column> columns;
  if (numbered_) columns.push_back({"#"});
  if (several_models_) columns.push_back({words_("model"), true});
  columns.push_back({words_("method"), true});
  return columns;
}

std::vector<std::string> RowNames::Cells(size_t row) const {
  std::vector<std::string> cells;
  if (numbered_) cells.push_back(fmt::format("{}", row + 1));
  if (several_models_) cells.push_back(group_.rows[row].setting.model);
  cells.push_back(group_.rows[row].label);
  return cells;
}

Table MainTable(const SummaryGroup& group, const SummaryOptions& options, const RowNames& names) {
  return Make(group, names, MainColumns(group, options));
}

Table ShortMainTable(const SummaryGroup& group, const SummaryOptions& options,
                     const RowNames& names) {
  std::vector<MainColumn> columns = MainColumns(group, options);
  std::erase_if(columns, [](const MainColumn& column) { return !column.brief; });
  return Make(group, names, columns);
}

}  // namespace ponder
