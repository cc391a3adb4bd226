#include "eval/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "eval/plot_axes.h"
#include "eval/svg.h"
#include "eval/table.h"

namespace ponder {
namespace {

// Up where a point is reached, not before: between two points nobody was measured.
std::string Front(const Axes& axes, const std::vector<PlotPoint>& points,
                  const std::vector<size_t>& front) {
  if (front.empty()) return "";
  std::string path;
  for (size_t i : front) {
    const double x = axes.X(points[i].cost);
    const double y = axes.Y(points[i].share);
    path +=
        path.empty() ? fmt::format("M{:.1f} {:.1f}", x, y) : fmt::format("H{:.1f}V{:.1f}", x, y);
  }
  path += fmt::format("H{:.1f}", axes.Right());
  return fmt::format(
      "<path d=\"{}\" class=\"front\"><title>front: nothing measured is cheaper and "
      "as good</title></path>\n",
      path);
}

std::string Joined(const Axes& axes, std::vector<PlotPoint> points) {
  std::sort(points.begin(), points.end(),
            [](const PlotPoint& a, const PlotPoint& b) { return a.cost < b.cost; });
  std::map<int, std::string> lines;
  std::map<int, int> styles;
  for (const PlotPoint& point : points) {
    lines[point.line] += fmt::format("{:.1f},{:.1f} ", axes.X(point.cost), axes.Y(point.share));
    styles[point.line] = point.style;
  }
  std::string svg;
  for (const auto& [line, places] : lines) {
    svg +=
        fmt::format("<polyline points=\"{}\" class=\"j c{}\"/>\n", places, styles[line] % kStyles);
  }
  return svg;
}

std::string Point(const Axes& axes, const PlotPoint& point) {
  const double x = axes.X(point.cost);
  const double y = axes.Y(point.share);
  return fmt::format("<g><title>{}</title>\n", EscapeHtml(point.title)) +
         SvgLine(x, axes.Y(point.interval.low), x, axes.Y(point.interval.high), "w") +
         MarkerSvg(point.style, x, y) + "\n" + SvgText(x + 8, y - 6, "start", point.number, "t n") +
         "</g>\n";
}

}  // namespace

std::string CostPlot(const std::vector<PlotPoint>& points, const std::vector<size_t>& front,
                     const std::string& axis_name) {
  const bool drawable = !points.empty() && std::all_of(points.begin(), points.end(), [](auto& p) {
    return p.cost > 0 && std::isfinite(p.cost);
  });
  if (!drawable) return "";
  const Axes axes(points);
  std::string svg = OpenSvg(Axes::kHeight, "accuracy in percent over " + axis_name);
  svg += Grid(axes, axis_name) + Front(axes, points, front) + Joined(axes, points);
  for (const PlotPoint& point : points) svg += Point(axes, point);
  return svg + "</svg>\n";
}

}  // namespace ponder
