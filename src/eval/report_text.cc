// Reports for terminals and in Markdown.
#include <fmt/format.h>

#include "eval/report.h"
#include "eval/report_tables.h"
#include "eval/verdict.h"
#include "eval/words.h"
#include "eval/wrap.h"

namespace ponder {
namespace {

std::string ModelOf(const SummaryGroup& group) {
  const std::string& first = group.rows.front().setting.model;
  return first == group.rows.back().setting.model ? ", " + first : "";
}

}  // namespace

std::string TerminalReport(const Summary& summary) {
  const Words words(summary.options.language);
  std::string text;
  for (const SummaryGroup& group : summary.groups) {
    text += fmt::format("{}{}\n\n", GroupName(group, words), ModelOf(group));
    for (const ReportTable& part : TerminalTables(group, summary.options)) {
      if (!part.heading.empty()) text += part.heading + "\n";
      text += TerminalTable(part.table) + "\n";
    }
    for (const std::string& sentence : Verdicts(group, summary.options)) text += Wrapped(sentence);
    text += "\n";
  }
  for (const std::string& note : ReportNotes(summary)) text += Wrapped(note);
  return text;
}

std::string MarkdownReport(const Summary& summary, const ReportHead& head,
                           const std::string& sections) {
  const Words words(summary.options.language);
  std::string text = fmt::format("# {}\n\n", head.title.empty() ? words("Study") : head.title);
  if (!head.command.empty()) text += fmt::format("```sh\n{}\n```\n\n", head.command);
  if (!head.machine.empty()) text += head.machine + "\n\n";
  for (const SummaryGroup& group : summary.groups) {
    text += fmt::format("## {}{}\n\n", GroupName(group, words), ModelOf(group));
    for (const std::string& sentence : Verdicts(group, summary.options))
      text += "- " + sentence + "\n";
    for (const ReportTable& part : PageTables(group, summary.options)) {
      text += part.heading.empty() ? "\n" : fmt::format("\n### {}\n\n", part.heading);
      text += MarkdownTable(part.table);
    }
    text += "\n";
  }
  text += sections;
  if (summary.groups.empty() && !sections.empty()) return text;
  text += fmt::format("## {}\n\n", words("How to read this"));
  for (const std::string& note : ReportNotes(summary)) text += "- " + note + "\n";
  return text;
}

}  // namespace ponder
