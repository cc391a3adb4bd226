#include "eval/svg.h"

#include <fmt/format.h>

#include "eval/table.h"

namespace ponder {

std::string OpenSvg(double height, const std::string& name) {
  return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n",
                     kSvgWidth, height, EscapeHtml(name));
}

std::string SvgLine(double x1, double y1, double x2, double y2, const char* kind) {
  return fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1, x2,
      y2, kind);
}

std::string SvgText(double x, double y, const char* anchor, const std::string& text,
                    const char* kind) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>\n",
                     x, y, anchor, kind, EscapeHtml(text));
}

}  // namespace ponder
