#include <fmt/format.h>

#include "eval/format.h"
#include "eval/plot.h"
#include "eval/svg.h"

namespace ponder {
namespace {

constexpr double kRow = 38;

bool BeginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// What fits beside the number. The middle goes: labels begin with the row's number and end in what
// tells budgets apart.
std::string Shortened(const std::string& label) {
  constexpr size_t kHead = 26;
  constexpr size_t kTail = 22;
  if (label.size() <= kHead + kTail + 3) return label;
  size_t head = kHead;
  while (!BeginsCharacter(label[head])) --head;
  size_t tail = label.size() - kTail;
  while (!BeginsCharacter(label[tail])) ++tail;
  return label.substr(0, head) + "..." + label.substr(tail);
}

std::string Bar(const PlotBar& bar, double y) {
  const auto x = [](double share) { return 2 + share * (kSvgWidth - 12); };
  const double middle = y + 24;
  return SvgText(2, y + 13, "start", Shortened(bar.label)) +
         SvgText(kSvgWidth - 2, y + 13, "end", Percent(bar.share)) +
         SvgLine(x(0), middle, x(1), middle, "g") +
         fmt::format(
             "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"10\" class=\"c{}\"/>"
             "\n",
             x(0), middle - 5, x(bar.share) - x(0), bar.style % kStyles) +
         SvgLine(x(bar.interval.low), middle, x(bar.interval.high), middle, "w") +
         MarkerSvg(bar.style, x(bar.share), middle, 4) + "\n";
}

}  // namespace

std::string BarPlot(const std::vector<PlotBar>& bars, const std::string& name) {
  std::string svg = OpenSvg(kRow * static_cast<double>(bars.size()), name);
  double y = 0;
  for (const PlotBar& bar : bars) {
    svg += Bar(bar, y);
    y += kRow;
  }
  return svg + "</svg>\n";
}

}  // namespace ponder
