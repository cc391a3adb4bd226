#include "eval/plot_axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "eval/format.h"

namespace ponder {

Axes::Axes(const std::vector<PlotPoint>& points) {
  double least = INFINITY;
  double most = 0;
  double low = 1;
  double high = 0;
  for (const PlotPoint& point : points) {
    least = std::min(least, point.cost);
    most = std::max(most, point.cost);
    low = std::min(low, point.interval.low);
    high = std::max(high, point.interval.high);
  }
  const double margin = std::max(0.1, (std::log10(most) - std::log10(least)) * 0.08);
  low_x_ = std::log10(least) - margin;
  high_x_ = std::log10(most) + margin;
  step_y_ = high - low > 0.5 ? 0.2 : high - low > 0.2 ? 0.1 : 0.05;
  low_y_ = std::floor(low / step_y_ + 1e-9) * step_y_;
  high_y_ = std::max(low_y_ + step_y_, std::ceil(high / step_y_ - 1e-9) * step_y_);
}

double Axes::X(double cost) const {
  return Left() + (std::log10(cost) - low_x_) / (high_x_ - low_x_) * (Right() - Left());
}

double Axes::Y(double share) const {
  return Top() + (high_y_ - share) / (high_y_ - low_y_) * (Bottom() - Top());
}

std::vector<double> Axes::CostTicks() const {
  std::vector<double> ticks;
  const bool many = high_x_ - low_x_ > 2.2;
  for (int power = static_cast<int>(std::floor(low_x_)); power <= high_x_; ++power) {
    for (double step : {1.0, 2.0, 5.0}) {
      const double place = std::log10(step) + power;
      if (place < low_x_ || place > high_x_ || (many && step > 1)) continue;
      ticks.push_back(step * std::pow(10.0, power));
    }
  }
  return ticks;
}

std::vector<double> Axes::ShareTicks() const {
  std::vector<double> ticks;
  for (double share = low_y_; share < high_y_ + 1e-9; share += step_y_) ticks.push_back(share);
  return ticks;
}

std::string Grid(const Axes& axes, const std::string& axis_name) {
  std::string svg;
  for (double share : axes.ShareTicks()) {
    svg += SvgLine(Axes::Left(), axes.Y(share), Axes::Right(), axes.Y(share), "g");
    svg += SvgText(Axes::Left() - 6, axes.Y(share) + 4, "end", fmt::format("{:.0f}", 100 * share));
  }
  for (double cost : axes.CostTicks()) {
    svg += SvgLine(axes.X(cost), Axes::Top(), axes.X(cost), Axes::Bottom(), "g");
    svg += SvgText(axes.X(cost), Axes::Bottom() + 16, "middle", Short(cost));
  }
  svg += SvgLine(Axes::Left(), Axes::Bottom(), Axes::Right(), Axes::Bottom(), "a");
  svg +=
      SvgText((Axes::Left() + Axes::Right()) / 2, Axes::kHeight - 8, "middle", axis_name, "t name");
  return svg;
}

}  // namespace ponder
