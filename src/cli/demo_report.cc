#include "cli/demo_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "eval/format.h"

namespace ponder {
namespace {

using Cells = std::vector<std::string>;

const Cells kHead = {"method", "right", "accuracy %", "difference", "tokens", "seconds", "forward"};

Cells RowCells(const DemoResult& result, const DemoResult& baseline) {
  const DemoFigures f = Figure(result, baseline);
  const double share = f.questions == 0 ? 0 : 100.0 * f.right / f.questions;
  return {
      result.row.label,
      fmt::format("{}/{}", f.right, f.questions),
      fmt::format("{:.0f} [{:.0f}, {:.0f}]", share, 100 * f.accuracy.low, 100 * f.accuracy.high),
      &result == &baseline
          ? std::string("-")
          : fmt::format("{:+.0f} [{:+.0f}, {:+.0f}]", 100 * f.against.difference,
                        100 * f.against.interval.low, 100 * f.against.interval.high),
      fmt::format("{:.0f}", f.tokens),
      fmt::format("{:.2f}", f.seconds),
      fmt::format("{:.0f}", f.forward_tokens)};
}

std::vector<Cells> AllCells(const std::vector<DemoResult>& results) {
  std::vector<Cells> rows{kHead};
  for (const DemoResult& result : results) rows.push_back(RowCells(result, results.front()));
  return rows;
}

}  // namespace

DemoFigures Figure(const DemoResult& result, const DemoResult& baseline) {
  DemoFigures figures;
  std::vector<std::optional<double>> own, other;
  for (size_t i = 0; i < result.answers.size(); ++i) {
    const DemoAnswer& answer = result.answers[i];
    if (!answer.done || !baseline.answers[i].done) continue;
    ++figures.questions;
    figures.right += answer.right;
    own.emplace_back(answer.right);
    other.emplace_back(baseline.answers[i].right);
    figures.tokens += static_cast<double>(answer.usage.completion_tokens) +
                      static_cast<double>(answer.usage.scorer_tokens);
    figures.forward_tokens += static_cast<double>(answer.usage.logical_forward_tokens);
  }
  const double count = std::max(1, figures.questions);
  figures.tokens /= count;
  figures.forward_tokens /= count;
  figures.seconds = result.seconds / count;
  figures.accuracy = WilsonInterval(figures.right, figures.questions);
  figures.against = Compare(own, other);
  return figures;
}

std::string DemoTable(const std::vector<DemoResult>& results) {
  const std::vector<Cells> rows = AllCells(results);
  std::vector<size_t> widths(kHead.size(), 0);
  for (const Cells& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string table;
  for (const Cells& row : rows) {
    std::string line = fmt::format("{:<{}}", row[0], widths[0]);
    for (size_t i = 1; i < row.size(); ++i) line += fmt::format("  {:>{}}", row[i], widths[i]);
    table += line + "\n";
  }
  return table;
}

std::string DemoMarkdown(const std::vector<DemoResult>& results) {
  std::string table;
  for (const Cells& row : AllCells(results)) {
    table += fmt::format("| {} |\n", fmt::join(row, " | "));
    if (row == kHead) table += "|---|---:|---:|---:|---:|---:|---:|\n";
  }
  return table;
}

nlohmann::ordered_json DemoJson(const std::vector<DemoResult>& results) {
  auto rows = nlohmann::ordered_json::array();
  for (const DemoResult& result : results) {
    const DemoFigures f = Figure(result, results.front());
    rows.push_back({{"label", result.row.label},
                    {"method", result.row.method},
                    {"answer_key", result.row.answer_key},
                    {"questions", f.questions},
                    {"right", f.right},
                    {"accuracy_interval", {f.accuracy.low, f.accuracy.high}},
                    {"difference", f.against.difference},
                    {"difference_interval", {f.against.interval.low, f.against.interval.high}},
                    {"tokens", f.tokens},
                    {"forward_tokens", f.forward_tokens},
                    {"seconds", result.seconds}});
  }
  return rows;
}

std::string DemoVerdict(const std::vector<DemoResult>& results) {
  std::vector<std::string> better, worse, same;
  for (const DemoResult& result : results) {
    if (&result == &results.front() || result.row.answer_key) continue;
    const DemoFigures f = Figure(result, results.front());
    const std::string named =
        fmt::format("{} ({:+.0f})", result.row.label, 100 * f.against.difference);
    const Finding finding = f.against.Found();
    (finding == Finding::kBetter  ? better
     : finding == Finding::kWorse ? worse
                                  : same)
        .push_back(named);
  }
  std::vector<std::string> parts;
  if (!better.empty()) parts.push_back("better: " + Listed(better));
  if (!worse.empty()) parts.push_back("worse: " + Listed(worse));
  if (!same.empty()) parts.push_back("no difference seen: " + Listed(same));
  return fmt::format("Against {}: {}.", results.front().row.label, fmt::join(parts, "; "));
}

}  // namespace ponder
