// The axes of a plot of accuracy over cost.
#pragma once

#include <string>
#include <vector>

#include "eval/plot.h"
#include "eval/svg.h"

namespace ponder {

// A logarithmic axis of cost and a straight one of shares, wide enough for all points.
class Axes {
 public:
  static constexpr double kHeight = 308;

  explicit Axes(const std::vector<PlotPoint>& points);

  double X(double cost) const;
  double Y(double share) const;
  static constexpr double Left() { return 40; }
  static constexpr double Right() { return kSvgWidth - 16; }
  static constexpr double Top() { return 22; }
  static constexpr double Bottom() { return kHeight - 46; }

  // 1, 2 and 5 of every power of ten, or 1 alone where the axis spans many.
  std::vector<double> CostTicks() const;
  std::vector<double> ShareTicks() const;

 private:
  double low_x_, high_x_, low_y_, high_y_, step_y_;
};

// Lines, numbers and the name of the axis of cost.
std::string Grid(const Axes& axes, const std::string& axis_name);

}  // namespace ponder
