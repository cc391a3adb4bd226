#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "eval/plot.h"

namespace ponder {
namespace {

std::string Circle(double x, double y, double size) {
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"", x, y, size);
}

std::string Polygon(const std::vector<std::pair<double, double>>& corners) {
  std::string points;
  for (const auto& [x, y] : corners) points += fmt::format("{:.1f},{:.1f} ", x, y);
  points.pop_back();
  return fmt::format("<polygon points=\"{}\"", points);
}

// A regular polygon, or with `inner` below 1 a star, whose first corner looks to `degrees`.
std::string Regular(double x, double y, double size, int corners, double degrees,
                    double inner = 1) {
  std::vector<std::pair<double, double>> points;
  const int count = inner < 1 ? 2 * corners : corners;
  for (int i = 0; i < count; ++i) {
    const double angle = degrees * std::numbers::pi / 180 + 2 * std::numbers::pi * i / count;
    const double radius = size * (i % 2 == 1 && inner < 1 ? inner : 1);
    points.emplace_back(x + radius * std::cos(angle), y - radius * std::sin(angle));
  }
  return Polygon(points);
}

std::string Shape(int shape, double x, double y, double size) {
  switch (shape) {
    case 0:
      return Circle(x, y, size);
    case 1:
      return Regular(x, y, 1.25 * size, 4, 45);  // square
    case 2:
      return Regular(x, y, 1.35 * size, 3, 90);  // triangle
    case 3:
      return Regular(x, y, 1.35 * size, 4, 90);  // diamond
    case 4:
      return Regular(x, y, 1.35 * size, 3, -90);  // triangle upside down
    case 5:
      return Regular(x, y, 1.6 * size, 5, 90, 0.45);  // star
    case 6:
      return Regular(x, y, 1.5 * size, 4, 45, 0.4);  // cross
    default:
      return Regular(x, y, 1.2 * size, 6, 0);  // hexagon
  }
}

}  // namespace

std::string MarkerSvg(int style, double x, double y, double size) {
  const int colour = style % kStyles;
  const int shape = (style + style / kStyles) % kStyles;
  return Shape(shape, x, y, size) + fmt::format(" class=\"m c{}\"/>", colour);
}

}  // namespace ponder
