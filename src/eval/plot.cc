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
                  const std::vector<size_t>& front, const Words& words) {
  if (front.empty()) return "";
  std::string path;
  for (size_t i : front) {
    const double x = axes.X(points[i].cost);
    const double y = axes.Y(points[i].share);
    path +=
        path.empty() ? fmt::format("M{:.1f} {:.1f}", x, y) : fmt::format("H{:.1f}V{:.1f}", x, y);
  }
  path += fmt::format("H{:.1f}", axes.Right());
  return fmt::format("<path d=\"{}\" class=\"front\"><title>{}</title></path>\n", path,
                     words("front: nothing measured is cheaper and as good"));
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

// Where numbers stand beside their markers: each in the first corner that is still free.
class NumberPlaces {
 public:
  std::string Put(double x, double y, const std::string& number) {
    struct Corner {
      double x, y;
      const char* anchor;
    };
    constexpr Corner kCorners[] = {
        {8, -6, "start"}, {-8, -6, "end"}, {8, 14, "start"}, {-8, 14, "end"}};
    Corner chosen = kCorners[0];
    for (const Corner& corner : kCorners) {
      if (!Free(x + 1.6 * corner.x, y + corner.y)) continue;
      chosen = corner;
      break;
    }
    taken_.emplace_back(x + 1.6 * chosen.x, y + chosen.y);
    return SvgText(x + chosen.x, y + chosen.y, chosen.anchor, number, "t n");
  }

 private:
  bool Free(double x, double y) const {
    return std::none_of(taken_.begin(), taken_.end(), [&](const auto& place) {
      return std::abs(place.first - x) < 14 && std::abs(place.second - y) < 11;
    });
  }

  std::vector<std::pair<double, double>> taken_;  // middles of numbers
};

std::string Point(const Axes& axes, const PlotPoint& point, NumberPlaces& numbers) {
  const double x = axes.X(point.cost);
  const double y = axes.Y(point.share);
  return fmt::format("<g><title>{}</title>\n", EscapeHtml(point.title)) +
         SvgLine(x, axes.Y(point.interval.low), x, axes.Y(point.interval.high), "w") +
         MarkerSvg(point.style, x, y) + "\n" + numbers.Put(x, y, point.number) + "</g>\n";
}

}  // namespace

std::string CostPlot(const std::vector<PlotPoint>& points, const std::vector<size_t>& front,
                     const std::string& axis_name, const Words& words) {
  const bool drawable = !points.empty() && std::all_of(points.begin(), points.end(), [](auto& p) {
    return p.cost > 0 && std::isfinite(p.cost);
  });
  if (!drawable) return "";
  const Axes axes(points);
  std::string svg = OpenSvg(Axes::kHeight, words("accuracy in percent over {}", axis_name));
  svg += Grid(axes, axis_name) + Front(axes, points, front, words) + Joined(axes, points);
  NumberPlaces numbers;
  for (const PlotPoint& point : points) svg += Point(axes, point, numbers);
  return svg + "</svg>\n";
}

}  // namespace ponder
