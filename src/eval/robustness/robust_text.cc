// Robustness in terminals, in Markdown and on a page.
#include <fmt/format.h>

#include "eval/format.h"
#include "eval/robustness/heat_map.h"
#include "eval/robustness/robust_report.h"
#include "eval/robustness/robust_tables.h"
#include "eval/table.h"
#include "eval/wrap.h"

namespace ponder {
namespace {

constexpr const char* kFitHeading = "What more compute does to the success of attacks";

std::string HtmlList(const std::vector<std::string>& sentences) {
  if (sentences.empty()) return "";
  std::string html = "<ul>\n";
  for (const std::string& sentence : sentences) html += "<li>" + EscapeHtml(sentence) + "</li>\n";
  return html + "</ul>\n";
}

std::string Scrolled(const Table& table, bool wide) {
  std::string html = HtmlTable(table);
  if (wide) html.insert(std::string("<table").size(), " class=\"wide\"");
  return "<div class=\"scroll\">\n" + html + "</div>\n";
}

std::string Figure(const std::string& heading, const HeatMap& map) {
  return fmt::format("<figure><h4>{}</h4>\n{}</figure>\n", EscapeHtml(heading), HeatMapSvg(map));
}

std::string HtmlSection(const RobustGroup& group, size_t index) {
  std::string html =
      fmt::format("<section id=\"r{}\">\n<h2>{}</h2>\n", index, EscapeHtml(RobustHeading(group)));
  html += HtmlList(RobustVerdicts(group));
  html += "<div class=\"plots\">\n" +
          Figure("Success of the attack by defender, %", MapOfDefenders(group)) +
          Figure("Success of the attack by tokens of a run, %", MapOfTokens(group)) + "</div>\n";
  html += Scrolled(LongSplitTable(group), true);
  for (const ReportTable& part : FurtherRobustTables(group)) {
    html += fmt::format("<h3>{}</h3>\n", EscapeHtml(part.heading)) + Scrolled(part.table, false);
  }
  return html + "</section>\n";
}

}  // namespace

std::string TerminalRobustness(const RobustSummary& summary) {
  if (summary.groups.empty()) return "";
  std::string text = "attack/right/other/no answer in percent, by strength of the attack\n\n";
  for (const RobustGroup& group : summary.groups) {
    text += fmt::format("{}, by {}\n", RobustHeading(group), group.unit);
    text += TerminalTable(ShortSplitTable(group)) + "\n";
  }
  const Table fits = FitTable(summary);
  if (!fits.rows.empty()) {
    text += std::string(kFitHeading) + "\n" + TerminalTable(fits) + "\n";
  }
  for (const std::string& note : RobustNotes(summary)) text += Wrapped(note);
  return text;
}

std::string MarkdownRobustness(const RobustSummary& summary) {
  if (summary.groups.empty()) return "";
  std::string text;
  const Table fits = FitTable(summary);
  if (!fits.rows.empty()) text += fmt::format("## {}\n\n{}\n", kFitHeading, MarkdownTable(fits));
  for (const RobustGroup& group : summary.groups) {
    text += fmt::format("## {}\n\n", RobustHeading(group));
    for (const std::string& sentence : RobustVerdicts(group)) text += "- " + sentence + "\n";
    text += "\n" + MarkdownTable(LongSplitTable(group));
    for (const ReportTable& part : FurtherRobustTables(group)) {
      text += fmt::format("\n### {}\n\n", part.heading) + MarkdownTable(part.table);
    }
    text += "\n";
  }
  text += "## How to read robustness\n\n";
  for (const std::string& note : RobustNotes(summary)) text += "- " + note + "\n";
  return text + "\n";
}

std::string HtmlRobustness(const RobustSummary& summary) {
  if (summary.groups.empty()) return "";
  std::string html;
  const Table fits = FitTable(summary);
  if (!fits.rows.empty()) {
    html += fmt::format("<section>\n<h2>{}</h2>\n", kFitHeading) + Scrolled(fits, true) +
            "</section>\n";
  }
  for (size_t i = 0; i < summary.groups.size(); ++i) html += HtmlSection(summary.groups[i], i);
  return html + "<section>\n<h2>How to read robustness</h2>\n" + HtmlList(RobustNotes(summary)) +
         "</section>\n";
}

}  // namespace ponder
