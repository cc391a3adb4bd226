// Tasks: question sets with exact golds, made from a seed.
//
// One file a task, and its name in the list of CMakeLists.txt. Item i of a seed is the same however
// many items are made, and in whatever order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/answer_kind.h"
#include "ponder/random.h"

namespace ponder {

struct TaskItem {
  std::string question;
  std::string gold;
  AnswerKind kind = AnswerKind::kNumber;
  std::string instructions;       // for the system turn; "" none
  std::vector<std::string> stop;  // stop strings
  int max_tokens = 256;           // of one answer
};

struct TaskInfo {
  std::string_view name;
  std::string_view summary;  // one line
  TaskItem (*make)(const RandomStream& random);
};

// Every task, in the order of the list that CMake holds.
const std::vector<const TaskInfo*>& Tasks();
// Throws kNotFound with the nearest name.
const TaskInfo& FindTask(std::string_view name);

// Items 0 .. count - 1 of this seed.
std::vector<TaskItem> MakeItems(std::string_view task, uint64_t seed, int count);

// Whether `final` (what was read out of a reply) is the gold.
bool IsRight(const TaskItem& item, const std::optional<std::string>& final);

}  // namespace ponder
