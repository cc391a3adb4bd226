// What the demo does: on which questions, with which methods.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "task/task.h"

namespace ponder {

// One row of the table.
struct DemoRow {
  std::string label;
  std::string method;       // "NAME:key=value,..."
  double temperature = -1;  // below 0: the usual one
  double weight = 1;        // about how many tokens a question costs, for the time left
  // The candidates of the row before, chosen by somebody who knows the gold: an upper bound.
  bool answer_key = false;
};

// A task with the rows that run on it; the first row is what the others are compared with.
struct DemoPart {
  std::string title;
  const Task* task;
  std::vector<TaskItem> items;
  std::vector<DemoRow> rows;
};

struct DemoChoice {
  bool small_model = false;  // the fallback model, which cannot do the default task
  bool quick = false;
  uint64_t seed = 0;
  std::filesystem::path data;  // folder with a public set; "" the generated ones
};

// Fixed before it is measured: docs/decisions/0006-demo-choice.md says how.
std::vector<DemoPart> PlanDemo(const DemoChoice& choice);

// Questions of a file in GSM8K's published form, or of the folder that holds its test.jsonl: lines
// of {"question", "answer"}, the gold after "####". Throws kNotFound or kInvalidRequest with the
// line.
std::vector<TaskItem> LoadPublicSet(const std::filesystem::path& path, size_t count, uint64_t seed);

}  // namespace ponder
