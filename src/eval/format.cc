#include "eval/format.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace ponder {
namespace {

// Three digits that count: "7.25", "72.5", "725".
std::string ThreeDigits(double value) {
  const double size = std::abs(value);
  return fmt::format("{:.{}f}", value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

// "-0.0" says nothing that "0.0" does not.
double OneDecimal(double value) { return std::round(value * 10) / 10 + 0.0; }

}  // namespace

std::string Percent(double share) { return fmt::format("{:.1f}", OneDecimal(100 * share)); }

std::string Percent(double share, Interval interval) {
  return fmt::format("{} [{}, {}]", Percent(share), Percent(interval.low), Percent(interval.high));
}

std::string Points(double share, Interval interval) {
  return fmt::format("{:+.1f} [{:+.1f}, {:+.1f}]", OneDecimal(100 * share),
                     OneDecimal(100 * interval.low), OneDecimal(100 * interval.high));
}

std::string Short(double value) {
  if (!std::isfinite(value)) return "-";
  if (value != 0 && std::abs(value) < 0.01) return fmt::format("{:.1e}", value);
  if (std::abs(value) < 999.5) {
    const bool whole = value == std::round(value);
    return whole ? fmt::format("{:.0f}", value + 0.0) : ThreeDigits(value);
  }
  std::string_view letters = "kMGTPE";
  double scaled = value / 1000;
  while (std::abs(scaled) >= 999.5 && letters.size() > 1) {
    scaled /= 1000;
    letters.remove_prefix(1);
  }
  return ThreeDigits(scaled) + letters.front();
}

std::string SecondsText(double seconds) { return ThreeDigits(seconds); }

std::string PValue(double p) {
  if (p < 0.001) return "<0.001";
  return fmt::format("{:.{}f}", p, p < 0.1 ? 3 : 2);
}

}  // namespace ponder
