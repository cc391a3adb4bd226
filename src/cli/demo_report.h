// The demo's table, and the sentence about it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/demo_run.h"
#include "eval/paired.h"
#include "eval/statistics.h"

namespace ponder {

// What a row comes to. Per question where not said otherwise.
struct DemoFigures {
  int questions = 0;
  int right = 0;
  Interval accuracy;
  PairedComparison against;  // the part's first row, same questions
  double tokens = 0;
  double forward_tokens = 0;
  double seconds = 0;  // wall clock of the row over its questions, which ran side by side
};

// Counts the questions that both rows answered.
DemoFigures Figure(const DemoResult& result, const DemoResult& baseline);

std::string DemoTable(const std::vector<DemoResult>& results);     // for a terminal
std::string DemoMarkdown(const std::vector<DemoResult>& results);  // the same in Markdown
nlohmann::ordered_json DemoJson(const std::vector<DemoResult>& results);

// What helped and what did not, by PairedComparison::Found.
std::string DemoVerdict(const std::vector<DemoResult>& results);

}  // namespace ponder
