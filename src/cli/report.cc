#include "cli/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/utf8.h"

namespace ponder {
namespace {

constexpr int kMostSequences = 32;
constexpr int kFewestSequences = 4;

}  // namespace

void PrintAnswer(Console& console, const RunResult& result) {
  const Answer& answer = result.answer;
  if (answer.chosen < 0 && answer.text.empty()) {
    console.err << "ponder: " << console.Say(Text::kNoAnswer) << " (" << StopReasonName(answer.stop)
                << ")" << std::endl;
    return;
  }
  console.out << answer.text;
  if (!answer.text.ends_with('\n')) console.out << '\n';
  // A reply of one line is its own short answer.
  const bool said = answer.text.find('\n') == std::string::npos || !answer.final ||
                    answer.text.ends_with(*answer.final);
  if (!said) console.out << console.Say(Text::kAnswer) << ": " << OneLine(*answer.final) << '\n';
}

void PrintPrice(Console& console, const RunResult& result) {
  const Usage& usage = result.usage;
  const std::string price = fmt::format(
      fmt::runtime(console.Say(Text::kPrice)), usage.completion_tokens + usage.scorer_tokens,
      result.seconds.total, result.answer.candidates.size(), usage.forward_tokens);
  std::string line = result.method + ": " + price;
  if (!IsComplete(result.answer.stop)) {
    line += fmt::format(" ({})", StopReasonName(result.answer.stop));
  }
  console.err << console.Dim(line, console.err_terminal) << std::endl;
}

void PrintWarnings(Console& console, const RunResult& result) {
  for (const std::string& warning : result.answer.warnings) {
    console.err << "ponder: " << console.Say(Text::kWarning) << ": " << OneLine(warning)
                << std::endl;
  }
}

void PrintCandidates(Console& console, const RunResult& result) {
  for (size_t i = 0; i < result.answer.candidates.size(); ++i) {
    const Candidate& candidate = result.answer.candidates[i];
    const bool chosen = static_cast<int>(i) == result.answer.chosen;
    console.err << fmt::format(
        "--- {}{} [{}, {} tokens{}]{}\n", i, chosen ? " *" : "", StopReasonName(candidate.stop),
        candidate.tokens,
        candidate.score ? fmt::format(", score {:.4g}", *candidate.score) : std::string(),
        candidate.final ? " -> " + OneLine(*candidate.final) : "");
    if (!candidate.thinking.empty()) {
      console.err << console.Dim(candidate.thinking, console.err_terminal) << "\n";
    }
    console.err << candidate.text << "\n";
  }
}

void CheckQuestion(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    throw Error(ErrorCode::kInvalidRequest, "the question is empty");
  }
  const size_t bad = FirstInvalidUtf8(text);
  if (bad != std::string::npos) {
    throw Error(ErrorCode::kInvalidRequest, "the question is not valid UTF-8 (byte " +
                                                std::to_string(bad) + "); convert it first");
  }
}

int SequencesFor(const Request& request) {
  const int width = FindMethod(request.method).create(request.options)->Width();
  return std::clamp(std::min(width, kMostSequences) + 1, kFewestSequences, kMostSequences);
}

}  // namespace ponder
