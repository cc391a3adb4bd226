// The report as one HTML page. Tables are plain; plots are drawn here, so no script is needed.
#include <fmt/format.h>

#include "embedded/eval_assets.h"
#include "eval/report.h"
#include "eval/report_plots.h"
#include "eval/report_tables.h"
#include "eval/verdict.h"
#include "eval/words.h"

namespace ponder {
namespace {

// More columns than this do not fit beside each other on a small screen.
constexpr size_t kNarrow = 5;

std::string Paragraph(const std::string& text, const char* kind = "") {
  return text.empty() ? "" : fmt::format("<p{}>{}</p>\n", kind, EscapeHtml(text));
}

std::string List(const std::vector<std::string>& sentences) {
  if (sentences.empty()) return "";
  std::string html = "<ul>\n";
  for (const std::string& sentence : sentences) html += "<li>" + EscapeHtml(sentence) + "</li>\n";
  return html + "</ul>\n";
}

std::string TableHtml(const Table& table) {
  std::string html = HtmlTable(table);
  if (table.columns.size() > kNarrow) html.insert(std::string("<table").size(), " class=\"wide\"");
  return "<div class=\"scroll\">\n" + html + "</div>\n";
}

std::string Section(const Summary& summary, size_t index, const SeriesStyles& styles) {
  const SummaryGroup& group = summary.groups[index];
  const Words words(summary.options.language);
  std::string html = fmt::format("<section id=\"t{}\">\n<h2>{}</h2>\n", index,
                                 EscapeHtml(GroupName(group, words)));
  html += List(Verdicts(group, summary.options));
  const std::vector<ReportTable> tables = PageTables(group, summary.options);
  html += TableHtml(tables.front().table);
  html += PlotsHtml(group, styles, words);
  for (size_t i = 1; i < tables.size(); ++i) {
    html +=
        fmt::format("<h3>{}</h3>\n", EscapeHtml(tables[i].heading)) + TableHtml(tables[i].table);
  }
  return html + "</section>\n";
}

std::string Contents(const Summary& summary) {
  if (summary.groups.size() < 2) return "";
  const Words words(summary.options.language);
  std::string html = "<nav><ul>\n";
  for (size_t i = 0; i < summary.groups.size(); ++i) {
    html += fmt::format("<li><a href=\"#t{}\">{}</a></li>\n", i,
                        EscapeHtml(GroupName(summary.groups[i], words)));
  }
  return html + "</ul></nav>\n";
}

}  // namespace

std::string HtmlReport(const Summary& summary, const ReportHead& head,
                       const std::string& sections) {
  const Words words(summary.options.language);
  const std::string title = EscapeHtml(head.title.empty() ? words("Study") : head.title);
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      words.LanguageName(), title, embedded::eval_assets::Get("assets/report.css"), title);
  if (!head.command.empty()) html += "<pre>" + EscapeHtml(head.command) + "</pre>\n";
  html += Paragraph(head.machine, " class=\"soft\"") + Contents(summary);
  const SeriesStyles styles(summary);
  for (size_t i = 0; i < summary.groups.size(); ++i) html += Section(summary, i, styles);
  html += sections;
  if (!summary.groups.empty() || sections.empty()) {
    html += fmt::format("<section>\n<h2>{}</h2>\n", words("How to read this")) +
            List(ReportNotes(summary)) + "</section>\n";
  }
  return html + "</body>\n</html>\n";
}

}  // namespace ponder
