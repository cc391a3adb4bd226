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

std::string FitHeading(const Words& words) {
  return words("What more compute does to the success of attacks");
}

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

std::string HtmlSection(const RobustGroup& group, size_t index, const Words& words) {
  std::string html = fmt::format("<section id=\"r{}\">\n<h2>{}</h2>\n", index,
                                 EscapeHtml(RobustHeading(group, words)));
  html += HtmlList(RobustVerdicts(group, words));
  html += "<div class=\"plots\">\n" +
          Figure(words("Success of the attack by defender, %"), MapOfDefenders(group, words)) +
          Figure(words("Success of the attack by tokens of a run, %"), MapOfTokens(group, words)) +
          "</div>\n";
  html += Scrolled(LongSplitTable(group, words), true);
  for (const ReportTable& part : FurtherRobustTables(group, words)) {
    html += fmt::format("<h3>{}</h3>\n", EscapeHtml(part.heading)) + Scrolled(part.table, false);
  }
  return html + "</section>\n";
}

}  // namespace

std::string TerminalRobustness(const RobustSummary& summary, const Words& words) {
  if (summary.groups.empty()) return "";
  std::string text =
      words("attack/right/other/no answer in percent, by strength of the attack") + "\n\n";
  for (const RobustGroup& group : summary.groups) {
    text += words("{}, by {}", RobustHeading(group, words), words.Term(group.unit)) + "\n";
    text += TerminalTable(ShortSplitTable(group, words)) + "\n";
  }
  const Table fits = FitTable(summary, words);
  if (!fits.rows.empty()) {
    text += FitHeading(words) + "\n" + TerminalTable(fits) + "\n";
  }
  for (const std::string& note : RobustNotes(summary, words)) text += Wrapped(note);
  return text;
}

std::string MarkdownRobustness(const RobustSummary& summary, const Words& words) {
  if (summary.groups.empty()) return "";
  std::string text;
  const Table fits = FitTable(summary, words);
  if (!fits.rows.empty()) {
    text += fmt::format("## {}\n\n{}\n", FitHeading(words), MarkdownTable(fits));
  }
  for (const RobustGroup& group : summary.groups) {
    text += fmt::format("## {}\n\n", RobustHeading(group, words));
    for (const std::string& sentence : RobustVerdicts(group, words)) text += "- " + sentence + "\n";
    text += "\n" + MarkdownTable(LongSplitTable(group, words));
    for (const ReportTable& part : FurtherRobustTables(group, words)) {
      text += fmt::format("\n### {}\n\n", part.heading) + MarkdownTable(part.table);
    }
    text += "\n";
  }
  text += fmt::format("## {}\n\n", words("How to read robustness"));
  for (const std::string& note : RobustNotes(summary, words)) text += "- " + note + "\n";
  return text + "\n";
}

std::string HtmlRobustness(const RobustSummary& summary, const Words& words) {
  if (summary.groups.empty()) return "";
  std::string html;
  const Table fits = FitTable(summary, words);
  if (!fits.rows.empty()) {
    html += fmt::format("<section>\n<h2>{}</h2>\n", FitHeading(words)) + Scrolled(fits, true) +
            "</section>\n";
  }
  for (size_t i = 0; i < summary.groups.size(); ++i) {
    html += HtmlSection(summary.groups[i], i, words);
  }
  return html + fmt::format("<section>\n<h2>{}</h2>\n", words("How to read robustness")) +
         HtmlList(RobustNotes(summary, words)) + "</section>\n";
}

}  // namespace ponder
