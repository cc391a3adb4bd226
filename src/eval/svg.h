// Pieces of SVG. Colours and fonts are the page's: `kind` is a class of report.css.
#pragma once

#include <string>

namespace ponder {

// The drawing's own unit. Small, so that letters stay legible where a page is narrow.
inline constexpr double kSvgWidth = 400;

// The opening tag; `name` is what a screen reader says.
std::string OpenSvg(double height, const std::string& name);
std::string SvgLine(double x1, double y1, double x2, double y2, const char* kind);
std::string SvgText(double x, double y, const char* anchor, const std::string& text,
                    const char* kind = "t");

}  // namespace ponder
