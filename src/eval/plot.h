// Plots as SVG, to stand in an HTML page with the colours of report.css.
#pragma once

#include <string>
#include <vector>

#include "eval/statistics.h"
#include "eval/words.h"

namespace ponder {

// Colours and marker shapes, which repeat after kStyles; a pair of both after kStyles squared.
inline constexpr int kStyles = 8;

// The marker of a series, centred on a point, in its colour.
std::string MarkerSvg(int style, double x, double y, double size = 5);

struct PlotPoint {
  double cost = 0;
  double share = 0;
  Interval interval;
  int style = 0;
  int line = 0;        // points of one line are joined, in the order of their cost
  std::string number;  // beside the marker
  std::string title;   // what a pointer over it shows
};

// Accuracy over a logarithmic axis of cost. `front`: indices of points to run the front through,
// cheapest first.
std::string CostPlot(const std::vector<PlotPoint>& points, const std::vector<size_t>& front,
                     const std::string& axis_name, const Words& words = Words());

struct PlotBar {
  std::string label;
  double share = 0;
  Interval interval;
  int style = 0;
};

// Horizontal bars from 0 to 100 %, each under its label.
std::string BarPlot(const std::vector<PlotBar>& bars, const std::string& name);

}  // namespace ponder
