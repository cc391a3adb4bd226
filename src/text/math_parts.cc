#include "text/math_parts.h"

#include <algorithm>

#include "text/latex.h"
#include "text/scan.h"

namespace ponder {
namespace {

using scan::ReplaceAll;
using scan::StartsAt;
using scan::Trim;

constexpr size_t kNone = std::string_view::npos;

bool IsOpen(char c) { return c == '(' || c == '[' || c == '{'; }
bool IsClose(char c) { return c == ')' || c == ']' || c == '}'; }

// Cuts at `mark` outside all brackets.
std::vector<std::string> SplitTop(std::string_view text, std::string_view mark) {
  std::vector<std::string> out;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsOpen(text[i])) ++depth;
    if (IsClose(text[i])) --depth;
    if (depth != 0 || !StartsAt(text, i, mark)) continue;
    out.emplace_back(Trim(text.substr(begin, i - begin)));
    begin = i + mark.size();
    i = begin - 1;
  }
  out.emplace_back(Trim(text.substr(begin)));
  return out;
}

// The bracket at 0 is closed by the last character.
bool WrapsAll(std::string_view text) {
  if (text.size() < 2 || !IsOpen(text.front()) || !IsClose(text.back())) return false;
  int depth = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (IsOpen(text[i])) ++depth;
    if (IsClose(text[i]) && --depth == 0) return false;
  }
  return depth == 1;
}

bool SplitMatrix(std::string_view text, MathParts* out) {
  if (!text.starts_with("\\begin{") || !text.ends_with("}")) return false;
  const size_t open_end = text.find('}');
  const size_t close = text.rfind("\\end{");
  if (close == kNone || open_end >= close) return false;
  const std::string_view name = text.substr(7, open_end - 7);
  if (name.find("matrix") == kNone && name != "array") return false;
  std::string_view body = Trim(text.substr(open_end + 1, close - open_end - 1));
  if (body.ends_with("\\\\")) body = Trim(body.substr(0, body.size() - 2));
  const std::vector<std::string> rows = SplitTop(body, "\\\\");
  size_t columns = 0;
  for (const std::string& row : rows) {
    const std::vector<std::string> cells = SplitTop(row, "&");
    columns = std::max(columns, cells.size());
    out->elements.insert(out->elements.end(), cells.begin(), cells.end());
  }
  out->shape = "matrix " + std::to_string(rows.size()) + "x" + std::to_string(columns);
  return true;
}

std::string PlainBraces(std::string_view text) {
  std::string out = ReplaceAll(text, "\\{", "{");
  out = ReplaceAll(out, "\\}", "}");
  out = ReplaceAll(out, "\\lbrace", "{");
  return ReplaceAll(out, "\\rbrace", "}");
}

}  // namespace

std::string CleanMath(std::string_view answer) {
  std::string text = UnwrapText(scan::PlainSigns(scan::StripWrapping(answer)));
  text = ReplaceAll(text, "\\left", "");
  text = ReplaceAll(text, "\\right", "");
  for (std::string_view mark : {"^{\\circ}", "^\\circ", "\u00B0", "\\%", "%", "\\$", "$"}) {
    if (text.find(mark) != std::string::npos) text = ReplaceAll(text, mark, "");
  }
  text = ReplaceAll(text, "\u221E", "\\infty ");
  text = ReplaceAll(text, "\u222A", "\\cup ");
  text = ReplaceAll(text, "\u00B1", "\\pm ");
  text = DropUnits(DropThousands(text));
  for (std::string_view word : {" or ", " and "}) text = ReplaceAll(text, word, ",");
  return std::string(DropShortPrefix(Trim(text)));
}

MathParts SplitMath(std::string_view cleaned) {
  MathParts out;
  const std::string text = PlainBraces(Trim(cleaned));
  if (SplitMatrix(text, &out)) return out;
  const std::vector<std::string> unions = SplitTop(text, "\\cup");
  if (unions.size() > 1) return {"cup", unions, true};
  const std::vector<std::string> bare = SplitTop(text, ",");
  if (bare.size() > 1) return {"", bare, false};
  if (WrapsAll(text)) {
    const std::string_view inner = std::string_view(text).substr(1, text.size() - 2);
    const std::vector<std::string> inside = SplitTop(inner, ",");
    const bool set = text.front() == '{';
    if (inside.size() > 1 || set) {
      return {std::string{text.front(), text.back()}, inside, !set};
    }
  }
  return {"", {text}, false};
}

std::vector<std::string> ExpandPlusMinus(std::string_view text) {
  const size_t pos = text.find("\\pm");
  if (pos == kNone || text.find("\\pm", pos + 1) != kNone) return {std::string(text)};
  const std::string head(text.substr(0, pos));
  const std::string tail(text.substr(pos + 3));
  return {head + "+" + tail, head + "-" + tail};
}

}  // namespace ponder
