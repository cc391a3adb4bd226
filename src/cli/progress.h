// One line on a terminal that shows how a run goes: candidates, speed, vote.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "ponder/answer.h"

namespace ponder {

// What the events so far add up to.
class RunView {
 public:
  void Take(const Event& event);
  // "candidates 3 done, 5 running | 412 tokens, 118 a second | vote: 24 x3, 26 x1"
  std::string Line(const Console& console, double seconds) const;

 private:
  std::map<int, int> tokens_;  // of each candidate
  int started_ = 0;
  int done_ = 0;
  std::vector<std::pair<std::string, double>> standings_;
  std::string step_;
};

// Draws and redraws the line on console.err; draws nothing where that is no terminal.
class ProgressLine {
 public:
  explicit ProgressLine(Console& console) : console_(console) {}
  ~ProgressLine() { Clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Take(const Event& event);
  // Any text instead, at most ten times a second unless `now`.
  void Show(const std::string& text, bool now = false);
  void Clear();

 private:
  using Clock = std::chrono::steady_clock;
  Console& console_;
  RunView view_;
  const Clock::time_point begin_ = Clock::now();
  Clock::time_point drawn_{};
  bool visible_ = false;
};

}  // namespace ponder
