#include "cli/demo_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "cli/demo_report.h"
#include "cli/progress.h"

namespace ponder {
namespace {

// The demo promises to end within five minutes; a slow machine asks fewer questions.
constexpr std::chrono::seconds kMostTime{280};
constexpr double kPlannedShare = 0.9;   // of that time, for estimates may be wrong
constexpr size_t kFewestQuestions = 8;  // of a row

std::string Bar(double share) {
  constexpr int kWidth = 20;
  const auto full = static_cast<size_t>(std::clamp(share, 0.0, 1.0) * kWidth);
  return "[" + std::string(full, '#') + std::string(kWidth - full, '.') + "]";
}

bool AnyDone(const DemoResult& result) {
  return std::any_of(result.answers.begin(), result.answers.end(),
                     [](const DemoAnswer& answer) { return answer.done; });
}

}  // namespace

// How far it is, by what rows are expected to cost.
class DemoSession::LiveView {
 public:
  LiveView(Console& console, const std::vector<DemoPart>& parts)
      : console_(console), line_(console) {
    for (const DemoPart& part : parts) {
      for (const DemoRow& row : part.rows) {
        if (row.answer_key) continue;
        total_weight_ += row.weight * static_cast<double>(part.items.size());
        total_ += part.items.size();
      }
    }
  }

  // How many of these questions the row can ask, so that there is time for those behind it: all
  // until it is known how fast this machine is.
  size_t Affordable(const DemoRow& row, size_t questions) {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
    const std::chrono::duration<double> most = kMostTime;
    const double left = kPlannedShare * most.count() - spent.count();
    const double wanted = total_weight_ - done_weight_;
    if (done_weight_ == 0) return questions;
    const double share = left * done_weight_ / (spent.count() * wanted);
    if (share >= 1) return questions;
    const auto affordable =
        static_cast<size_t>(std::max(share, 0.0) * static_cast<double>(questions));
    const size_t count = std::clamp(affordable, std::min(kFewestQuestions, questions), questions);
    total_weight_ -= row.weight * static_cast<double>(questions - count);
    total_ -= questions - count;
    return count;
  }

  void Answered(const DemoRow& row) {
    ++done_;
    done_weight_ += row.weight;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
    const double left = spent.count() / done_weight_ * (total_weight_ - done_weight_);
    line_.Show(Bar(done_weight_ / total_weight_) + " " + row.label + ": " +
               fmt::format(fmt::runtime(console_.Say(Text::kTimeLeft)), done_, total_,
                           static_cast<int>(left)));
  }

  // The row that has just ended stays to be seen.
  void RowDone(const DemoResult& result, const DemoResult& baseline) {
    line_.Clear();
    const DemoFigures figures = Figure(result, baseline);
    const std::string text = fmt::format("{}: {}/{}, {:.0f} s", result.row.label, figures.right,
                                         figures.questions, result.seconds);
    console_.err << console_.Dim(text, console_.err_terminal) << std::endl;
  }

 private:
  Console& console_;
  ProgressLine line_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double total_weight_ = 0;
  double done_weight_ = 0;
  size_t total_ = 0;
  size_t done_ = 0;
};

DemoSession::DemoSession(Console& console, std::shared_ptr<Engine> engine, uint64_t seed,
                         std::stop_token stop)
    : console_(console), runner_(std::move(engine)), seed_(seed), outer_stop_(std::move(stop)) {}

std::vector<std::vector<DemoResult>> DemoSession::Run(const std::vector<DemoPart>& parts) {
  const std::stop_callback link(outer_stop_, [this] { stop_.request_stop(); });
  std::mutex mutex;
  std::condition_variable_any wake;
  const std::jthread timer([&](std::stop_token gone) {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, gone, kMostTime, [] { return false; });
    if (gone.stop_requested() || stop_.stop_requested()) return;
    out_of_time_ = true;
    stop_.request_stop();
  });
  LiveView view(console_, parts);
  std::vector<std::vector<DemoResult>> results;
  for (const DemoPart& part : parts) {
    if (!stop_.stop_requested()) RunPart(part, view, results.emplace_back());
  }
  if (!results.empty() && results.back().empty()) results.pop_back();
  return results;
}

void DemoSession::RunPart(const DemoPart& part, LiveView& view, std::vector<DemoResult>& rows) {
  for (const DemoRow& row : part.rows) {
    if (row.answer_key) {  // costs nothing: the candidates of the row before
      rows.push_back(WithAnswerKey(rows.back(), row));
      continue;
    }
    const size_t count = view.Affordable(row, part.items.size());
    if (count < part.items.size()) out_of_time_ = true;
    DemoResult result = RunDemoRow(
        runner_, part, row, count, seed_, [&] { view.Answered(row); }, stop_.get_token());
    if (!AnyDone(result)) return;
    rows.push_back(std::move(result));
    view.RowDone(rows.back(), rows.front());
    if (stop_.stop_requested()) return;
  }
}

}  // namespace ponder
