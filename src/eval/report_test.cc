#include "eval/report.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "eval/format.h"
#include "eval/made_up_study.h"
#include "eval/table.h"

namespace ponder {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Summary& MadeUp() {
  static const Summary summary = Summarize(MadeUpStudy(30));
  return summary;
}

size_t Occurrences(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Format, NumbersForPeople) {
  EXPECT_EQ(Percent(0.6149), "61.5");
  EXPECT_EQ(Percent(1), "100.0");
  EXPECT_EQ(Points(-0.0001, {-0.02, 0.021}), "+0.0 [-2.0, +2.1]");
  EXPECT_EQ(Short(0), "0");
  EXPECT_EQ(Short(7.25), "7.25");
  EXPECT_EQ(Short(312), "312");
  EXPECT_EQ(Short(999.6), "1.00k");
  EXPECT_EQ(Short(12345), "12.3k");
  EXPECT_EQ(Short(3.4e12), "3.40T");
  EXPECT_EQ(PValue(0.0004), "<0.001");
  EXPECT_EQ(PValue(0.0123), "0.012");
  EXPECT_EQ(PValue(0.3456), "0.35");
  EXPECT_EQ(SecondsText(0.5), "0.50");
  EXPECT_EQ(Listed(std::vector<std::string>{"a", "b", "c"}), "a, b and c");
}

TEST(Tables, EscapeWhatTheirFormatNeeds) {
  const Table table{{{"name", true}, {"n"}}, {{"a|b_\"<,", "1"}}};
  EXPECT_EQ(TerminalTable(table), "name     n\na|b_\"<,  1\n");
  EXPECT_EQ(MarkdownTable(table), "| name | n |\n|---|---:|\n| a\\|b_\"\\<, | 1 |\n");
  EXPECT_EQ(CsvTable(table), "name,n\n\"a|b_\"\"<,\",1\n");
  EXPECT_THAT(HtmlTable(table), HasSubstr("data-head=\"name\">a|b_&quot;&lt;,</td>"));
}

TEST(TerminalReport, FitsAndSaysWhatItFound) {
  const std::string report = TerminalReport(MadeUp());
  EXPECT_THAT(report, HasSubstr("game24"));
  EXPECT_THAT(report, HasSubstr("all tasks"));
  EXPECT_THAT(report, HasSubstr("against direct"));
  EXPECT_THAT(report, HasSubstr("four steps"));
  EXPECT_THAT(report, HasSubstr("1 run failed"));
  EXPECT_THAT(report, Not(HasSubstr("What an answer costs")));
}

TEST(MarkdownReport, HasEveryTable) {
  const std::string report = MarkdownReport(MadeUp(), {"A study", "ponder eval x", "two cores"});
  EXPECT_EQ(report.substr(0, 10), "# A study\n");
  for (const char* part : {"Accuracy by level", "Drawing k samples", "What more tokens buy",
                           "Further scores", "What an answer costs", "How to read this"}) {
    EXPECT_THAT(report, HasSubstr(part));
  }
}

TEST(Reports, ShowWhoWouldHaveChosenWhat) {
  std::vector<EvalRecord> records = MadeUpStudy(6);
  for (EvalRecord& record : records) {
    if (record.candidates.size() < 2) continue;
    record.raters["judge"].usage.scorer_prompt_tokens = 60;
    for (EvalCandidate& candidate : record.candidates) {
      candidate.ratings = {{"judge", candidate.right ? 0.9 : 0.1}};
    }
  }
  const Summary summary = Summarize(records);
  const std::string page = MarkdownReport(summary, {"A study", "ponder eval x", "two cores"});
  EXPECT_THAT(page, HasSubstr("### Who would have chosen what: small-0.5b, "
                              "self_consistency:n=16, 6 questions"));
  EXPECT_THAT(page, HasSubstr("### Votes of fewer candidates, right %: small-0.5b, "
                              "self_consistency:n=16"));
  EXPECT_THAT(page, Not(HasSubstr("chosen what: small-0.5b, direct")));
  EXPECT_THAT(TerminalReport(summary), HasSubstr("weighted vote %"));
  EXPECT_THAT(TerminalReport(summary), Not(HasSubstr("Votes of fewer")));
  EXPECT_THAT(TerminalReport(InLanguage(summary, Language::kKorean)), HasSubstr("채점함 %"));
  const auto json = nlohmann::json::parse(JsonReport(summary, {}));
  int rated = 0;
  for (const auto& row : json["groups"][0]["rows"]) {
    if (!row.contains("raters")) continue;
    ++rated;
    EXPECT_EQ(row["raters"]["scorers"][0]["name"], "judge");
    EXPECT_EQ(row["raters"]["scorers"][0]["rated"], 1);
    EXPECT_EQ(row["raters"]["scorers"][0]["mean"]["scorer_prompt_tokens"], 60);
  }
  EXPECT_EQ(rated, 4);
}

TEST(CsvReport, OneLineARowAndLevel) {
  const std::string report = CsvReport(MadeUp());
  size_t lines = 1;
  for (const SummaryGroup& group : MadeUp().groups) {
    for (const SummaryRow& row : group.rows) lines += 1 + row.levels.size();
  }
  EXPECT_EQ(static_cast<size_t>(std::count(report.begin(), report.end(), '\n')), lines);
  EXPECT_EQ(report.substr(0, 18), "task,model,method,");
}

TEST(JsonReport, IsOneObject) {
  const auto json = nlohmann::json::parse(JsonReport(MadeUp(), {"t", "c", "m"}));
  EXPECT_EQ(json["groups"].size(), MadeUp().groups.size());
  const auto& row = json["groups"][0]["rows"][1];
  EXPECT_EQ(row["against_baseline"]["difference_interval"].size(), 2u);
  EXPECT_EQ(row["figures"]["samples"], 30);
  EXPECT_GE(json["groups"][0]["fronts"]["seconds"].size(), 1u);
}

TEST(HtmlReport, StandsAlone) {
  const std::string page = HtmlReport(MadeUp(), {"A <study>", "ponder eval \"x\"", "two cores"});
  EXPECT_THAT(page, HasSubstr("<title>A &lt;study&gt;</title>"));
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  for (const char* part : {"<script", "http://", "https://", "src=", "@import", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(part)));
  }
  EXPECT_EQ(Occurrences(page, "<figure>"), Occurrences(page, "</figure>"));
  EXPECT_EQ(Occurrences(page, "<svg"), Occurrences(page, "</svg>"));
  EXPECT_EQ(Occurrences(page, "<table"), Occurrences(page, "</table>"));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
  EXPECT_THAT(page, Not(HasSubstr("\"inf")));
}

// Costs that an engine does not know are left out, not drawn at 0.
TEST(HtmlReport, NoPlotWithoutCosts) {
  EvalRecord record;
  record.model = "m";
  record.task = "t";
  record.method = "direct";
  record.item = "1";
  const std::string page = HtmlReport(Summarize({record}));
  EXPECT_EQ(Occurrences(page, "<figure>"), 0u);
}

TEST(Reports, OfNothing) {
  const Summary none = Summarize({});
  EXPECT_THAT(HtmlReport(none), HasSubstr("</html>"));
  EXPECT_THAT(MarkdownReport(none), HasSubstr("# Study"));
  EXPECT_NE(TerminalReport(none), "");
}

}  // namespace
}  // namespace ponder
