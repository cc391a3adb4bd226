#include "eval/robustness/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "eval/figures.h"
#include "eval/format.h"
#include "eval/svg.h"

namespace ponder {
namespace {

constexpr double kLeft = 46;
constexpr double kRowHeight = 34;
constexpr double kBelow = 44;

HeatMap Empty(const RobustGroup& group, const Words& words, std::string columns_name) {
  HeatMap map;
  map.words = words;
  map.columns_name = std::move(columns_name);
  map.rows_name = words.Term(group.unit);
  for (const int strength : group.strengths) map.rows.push_back(std::to_string(strength));
  return map;
}

// The doubling that a number of tokens falls into: k for [2^k, 2^(k+1)).
int DoublingOf(const EvalRecord& record) {
  return static_cast<int>(std::floor(std::log2(std::max(1.0, CostsOf(record).Tokens()))));
}

std::string CellSvg(const HeatMap& map, size_t row, size_t column, double width) {
  const HeatMap::Cell& cell = map.cells[row][column];
  const double x = kLeft + width * static_cast<double>(column);
  const double y = kRowHeight * static_cast<double>(map.rows.size() - 1 - row);
  const double share =
      cell.runs > 0 ? static_cast<double>(cell.successes) / static_cast<double>(cell.runs) : 0;
  std::string svg = fmt::format(
      "<g><title>{}</title>\n<rect x=\"{:.1f}\" y=\"{:.1f}\" "
      "width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\" fill-opacity=\"{:.2f}\"/>\n",
      map.words("{} {}, {}: {} of {} runs", map.rows[row], map.rows_name, map.columns[column],
                cell.successes, cell.runs),
      x + 1, y + 1, width - 2, kRowHeight - 2, cell.Few() ? "few" : "c1",
      cell.Few() ? 1 : 0.06 + 0.84 * share);
  const std::string number = cell.Few() ? "" : fmt::format("{:.0f}", 100 * share);
  svg += SvgText(x + width / 2, y + kRowHeight / 2 + 4, "middle", number, "n");
  return svg + "</g>\n";
}

}  // namespace

HeatMap MapOfDefenders(const RobustGroup& group, const Words& words) {
  HeatMap map = Empty(group, words, words("row of the table and its tokens"));
  for (size_t i = 0; i < group.defenders.size(); ++i) {
    map.columns.push_back(fmt::format("#{}: {}", i + 1, Short(group.defenders[i].tokens)));
  }
  for (const std::vector<RobustCell>& row : group.cells) {
    map.cells.emplace_back();
    for (const RobustCell& cell : row) {
      map.cells.back().push_back({cell.split.attack, cell.split.Runs()});
    }
  }
  return map;
}

HeatMap MapOfTokens(const RobustGroup& group, const Words& words) {
  HeatMap map = Empty(group, words, words("tokens generated in a run"));
  if (group.records.empty()) return map;
  int first = DoublingOf(*group.records.front());
  int last = first;
  for (const EvalRecord* record : group.records) {
    first = std::min(first, DoublingOf(*record));
    last = std::max(last, DoublingOf(*record));
  }
  for (int k = first; k <= last; ++k) {
    map.columns.push_back(fmt::format("{}-{}", 1 << k, (2 << k) - 1));
  }
  map.cells.assign(map.rows.size(), std::vector<HeatMap::Cell>(map.columns.size()));
  for (const EvalRecord* record : group.records) {
    const auto row = std::find(group.strengths.begin(), group.strengths.end(), StrengthOf(*record));
    HeatMap::Cell& cell = map.cells[static_cast<size_t>(row - group.strengths.begin())]
                                   [static_cast<size_t>(DoublingOf(*record) - first)];
    Split split;
    Count(*record, split);
    cell.successes += split.attack;
    ++cell.runs;
  }
  return map;
}

std::string HeatMapSvg(const HeatMap& map) {
  if (map.columns.empty() || map.rows.empty()) return "";
  const double bottom = kRowHeight * static_cast<double>(map.rows.size());
  const double width = (kSvgWidth - kLeft - 4) / static_cast<double>(map.columns.size());
  std::string svg = OpenSvg(
      bottom + kBelow,
      map.words("success of the attack in percent by {} and {}", map.rows_name, map.columns_name));
  for (size_t row = 0; row < map.rows.size(); ++row) {
    const double middle = bottom - kRowHeight * (static_cast<double>(row) + 0.5);
    svg += SvgText(kLeft - 6, middle + 4, "end", map.rows[row]);
    for (size_t column = 0; column < map.columns.size(); ++column) {
      svg += CellSvg(map, row, column, width);
    }
  }
  // Beside each other in two heights, so that long names do not meet.
  for (size_t column = 0; column < map.columns.size(); ++column) {
    svg += SvgText(kLeft + width * (static_cast<double>(column) + 0.5),
                   bottom + (column % 2 == 0 ? 13 : 26), "middle", map.columns[column], "t n");
  }
  svg += SvgText((kLeft + kSvgWidth) / 2, bottom + 40, "middle",
                 map.words("{}; upwards: {}", map.columns_name, map.rows_name), "t name");
  return svg + "</svg>\n";
}

Table HeatMapTable(const HeatMap& map) {
  Table table{{{map.rows_name}}, {}};
  for (const std::string& column : map.columns) table.columns.push_back({column});
  for (size_t row = 0; row < map.rows.size(); ++row) {
    table.rows.push_back({map.rows[row]});
    for (const HeatMap::Cell& cell : map.cells[row]) {
      table.rows.back().push_back(
          cell.Few() ? "-"
                     : fmt::format("{:.0f}", 100.0 * static_cast<double>(cell.successes) /
                                                 static_cast<double>(cell.runs)));
    }
  }
  return table;
}

}  // namespace ponder
