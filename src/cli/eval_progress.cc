#include "cli/eval_progress.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace ponder {
namespace {

Text TextOf(PlanNote::Kind kind) {
  switch (kind) {
    case PlanNote::Kind::kStandIn:
      return Text::kStandIn;
    case PlanNote::Kind::kMade:
      return Text::kQuestionsMade;
    case PlanNote::Kind::kFewItems:
      return Text::kFewQuestions;
    case PlanNote::Kind::kFewExamples:
      return Text::kFewExamples;
  }
  return Text::kFewQuestions;
}

}  // namespace

std::string DurationText(double seconds) {
  if (seconds < 0) return "?";
  if (seconds < 90) return fmt::format("{:.0f} s", seconds);
  const auto minutes = static_cast<int64_t>(std::llround(seconds / 60));
  if (minutes < 90) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

void EvalView::Print(const std::string& text) {
  line_.Clear();
  console_.err << "ponder: " << OneLine(text) << std::endl;
}

void EvalView::Note(const PlanNote& note) {
  Print(fmt::format(fmt::runtime(console_.Say(TextOf(note.kind))), note.task, note.detail));
}

void EvalView::Progress(const std::string& model, const EvalProgress& progress) {
  const double speed =
      progress.seconds > 0 ? static_cast<double>(progress.tokens) / progress.seconds : 0;
  const EvalRecord& last = *progress.last;
  line_.Show(fmt::format("{}: {} | {}, {}", model,
                         fmt::format(fmt::runtime(console_.Say(Text::kRunsLeft)), progress.done,
                                     progress.total, speed, DurationText(progress.seconds_left)),
                         last.task, last.method));
}

void EvalView::Done(const ModelRun& run) {
  Print(fmt::format(fmt::runtime(console_.Say(Text::kModelRun)), run.model, run.done + run.failed,
                    DurationText(run.seconds), run.earlier, run.failed, run.tokens));
  if (run.load.decode_steps > 0) {
    Print(fmt::format(fmt::runtime(console_.Say(Text::kModelLoad)), 100 * run.Fullness(),
                      run.sequences));
  }
  if (run.Packing() > 0) {
    Print(fmt::format(fmt::runtime(console_.Say(Text::kModelPacking)), run.Packing()));
  }
  if (run.failed > 0) {
    Print(fmt::format(fmt::runtime(console_.Say(Text::kRunsFailed)), run.failed, run.first_error));
  }
}

}  // namespace ponder
