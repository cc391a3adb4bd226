// Reports of a study.
#pragma once

#include <string>

#include "eval/summary.h"

namespace ponder {

// What a report says besides its numbers.
struct ReportHead {
  std::string title;    // "Study of 25 November"
  std::string command;  // that makes it again; "" none
  std::string machine;  // what it ran on; "" not said
};

std::string TerminalReport(const Summary& summary);
// `sections`: ones made elsewhere, which stand before the notes; a report of these alone has no
// notes of its own.
std::string MarkdownReport(const Summary& summary, const ReportHead& head = {},
                           const std::string& sections = "");
// One page that needs nothing else: no network, no script.
std::string HtmlReport(const Summary& summary, const ReportHead& head = {},
                       const std::string& sections = "");
// One line a row and level ("" for all), with a header. Shares, not percent; costs unrounded.
std::string CsvReport(const Summary& summary);
// One object, indented; English whatever the language of the summary, as CSV is.
std::string JsonReport(const Summary& summary, const ReportHead& head = {});

}  // namespace ponder
