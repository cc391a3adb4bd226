#include "eval/report_plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "eval/format.h"
#include "eval/plot.h"
#include "eval/table.h"

namespace ponder {
namespace {

std::string AxisTitle(CostAxis axis, const Words& words) {
  switch (axis) {
    case CostAxis::kTokens:
      return words("tokens generated an answer");
    case CostAxis::kForwardTokens:
      return words("tokens through the model an answer");
    case CostAxis::kFlops:
      return words("FLOPs an answer");
    case CostAxis::kSeconds:
      return words("seconds an answer");
  }
  return "";
}

std::string Figure(const std::string& heading, const std::string& svg) {
  if (svg.empty()) return "";
  return fmt::format("<figure><h4>{}</h4>\n{}</figure>\n", EscapeHtml(heading), svg);
}

std::string Legend(const SummaryGroup& group, const SeriesStyles& styles, const Words& words) {
  std::map<int, std::string> names;
  for (const SummaryRow& row : group.rows) names[styles.Of(row)] = styles.Name(row);
  std::string html = "<ul class=\"legend\">\n";
  for (const auto& [style, name] : names) {
    html += fmt::format("<li><svg viewBox=\"0 0 18 18\" aria-hidden=\"true\">{}</svg>{}</li>\n",
                        MarkerSvg(style, 9, 9, 6), EscapeHtml(name));
  }
  return html + fmt::format("<li class=\"soft\">{}</li>\n</ul>\n",
                            words("Numbers are rows of the table; lines are 95 % intervals; "
                                  "dashed: the front, above which nothing measured is as cheap."));
}

// Rows without answers or without this cost cannot be drawn.
std::string AxisPlot(const SummaryGroup& group, CostAxis axis, const SeriesStyles& styles,
                     const Words& words) {
  const std::string title = AxisTitle(axis, words);
  std::vector<PlotPoint> points;
  std::map<size_t, size_t> places;
  for (size_t i = 0; i < group.rows.size(); ++i) {
    const SummaryRow& row = group.rows[i];
    const double cost = CostOn(axis, row.figures.mean);
    if (row.figures.samples == 0 || !(cost > 0)) continue;
    places[i] = points.size();
    points.push_back(
        {cost, row.figures.accuracy, row.figures.interval, styles.Of(row), styles.Of(row),
         fmt::format("{}", i + 1),
         words("{}: {} %, {} {}", row.label, Percent(row.figures.accuracy, row.figures.interval),
               Short(cost), title)});
  }
  std::vector<size_t> front;
  for (size_t row : group.fronts.at(axis)) {
    if (places.contains(row)) front.push_back(places[row]);
  }
  return Figure(words("Accuracy, %"), CostPlot(points, front, title, words));
}

std::string LevelPlots(const SummaryGroup& group, const SeriesStyles& styles, const Words& words) {
  std::map<int, std::vector<PlotBar>> bars;
  std::map<int, std::string> names;
  for (size_t i = 0; i < group.rows.size(); ++i) {
    const SummaryRow& row = group.rows[i];
    const std::string model =
        styles.Name(row) == MethodFamily(row.setting.method) ? "" : row.setting.model + ", ";
    for (const LevelFigures& level : row.levels) {
      names[level.level] = level.name.empty() ? words("level {}", level.level) : level.name;
      if (level.figures.samples == 0) continue;
      bars[level.level].push_back({fmt::format("{}  {}{}", i + 1, model, row.label),
                                   level.figures.accuracy, level.figures.interval, styles.Of(row)});
    }
  }
  if (bars.empty()) return "";
  std::string html = fmt::format("<h3>{}</h3>\n<div class=\"plots\">\n", words("By level"));
  for (const auto& [level, of_level] : bars) {
    html += Figure(names[level], BarPlot(of_level, words("accuracy by method, {}", names[level])));
  }
  return html + "</div>\n";
}

}  // namespace

SeriesStyles::SeriesStyles(const Summary& summary) {
  std::string model;
  for (const SummaryGroup& group : summary.groups) {
    for (const SummaryRow& row : group.rows) {
      if (model.empty()) model = row.setting.model;
      several_models_ = several_models_ || row.setting.model != model;
    }
  }
  for (const SummaryGroup& group : summary.groups) {
    for (const SummaryRow& row : group.rows) {
      const std::string name = Name(row);
      if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
    }
  }
}

int SeriesStyles::Of(const SummaryRow& row) const {
  return static_cast<int>(std::find(names_.begin(), names_.end(), Name(row)) - names_.begin());
}

std::string SeriesStyles::Name(const SummaryRow& row) const {
  const std::string family = MethodFamily(row.setting.method);
  return several_models_ ? row.setting.model + ", " + family : family;
}

std::string PlotsHtml(const SummaryGroup& group, const SeriesStyles& styles, const Words& words) {
  std::string html =
      fmt::format("<h3>{}</h3>\n", words("Accuracy against cost")) + Legend(group, styles, words);
  html += "<div class=\"plots\">\n";
  for (CostAxis axis : kCostAxes) html += AxisPlot(group, axis, styles, words);
  return html + "</div>\n" + LevelPlots(group, styles, words);
}

}  // namespace ponder
