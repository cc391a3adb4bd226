#include "cli/progress.h"

#include <fmt/format.h>

#include <variant>

#include "text/columns.h"

namespace ponder {
namespace {

constexpr std::chrono::milliseconds kBetweenDraws{100};
constexpr size_t kShownAnswers = 4;

std::string VoteText(const std::vector<std::pair<std::string, double>>& standings) {
  std::string text;
  for (size_t i = 0; i < standings.size() && i < kShownAnswers; ++i) {
    text += fmt::format("{}{} x{:.3g}", i == 0 ? "" : ", ",
                        FitColumns(OneLine(standings[i].first), 16), standings[i].second);
  }
  return text + (standings.size() > kShownAnswers ? ", ..." : "");
}

}  // namespace

void RunView::Take(const Event& event) {
  if (std::holds_alternative<CandidateStarted>(event)) ++started_;
  if (const auto* tokens = std::get_if<TokensGenerated>(&event)) {
    tokens_[tokens->candidate] = tokens->tokens;
  }
  if (const auto* done = std::get_if<CandidateDone>(&event)) {
    ++done_;
    tokens_[done->candidate] = static_cast<int>(done->tokens);
  }
  if (const auto* vote = std::get_if<VoteChanged>(&event)) standings_ = vote->standings;
  if (const auto* step = std::get_if<StepDone>(&event)) step_ = step->name;
}

std::string RunView::Line(const Console& console, double seconds) const {
  int64_t tokens = 0;
  for (const auto& [candidate, count] : tokens_) tokens += count;
  std::string line = fmt::format(fmt::runtime(console.Say(Text::kCandidates)), done_,
                                 started_ > done_ ? started_ - done_ : 0);
  line += " | " + fmt::format(fmt::runtime(console.Say(Text::kTokensPerSecond)), tokens,
                              seconds > 0 ? static_cast<double>(tokens) / seconds : 0.0);
  if (!step_.empty()) line += " | " + OneLine(step_);
  if (!standings_.empty()) {
    line += fmt::format(" | {}: {}", console.Say(Text::kVote), VoteText(standings_));
  }
  return line;
}

void ProgressLine::Take(const Event& event) {
  view_.Take(event);
  if (!console_.err_terminal || Clock::now() - drawn_ < kBetweenDraws) return;
  Show(view_.Line(console_, std::chrono::duration<double>(Clock::now() - begin_).count()), true);
}

void ProgressLine::Show(const std::string& text, bool now) {
  if (!console_.err_terminal) return;
  if (!now && Clock::now() - drawn_ < kBetweenDraws) return;
  drawn_ = Clock::now();
  visible_ = true;
  const auto width = static_cast<size_t>(TerminalWidth());
  console_.err << "\r\x1b[K" << console_.Dim(FitColumns(text, width - 1), true) << std::flush;
}

void ProgressLine::Clear() {
  if (visible_) console_.err << "\r\x1b[K" << std::flush;
  visible_ = false;
}

}  // namespace ponder
