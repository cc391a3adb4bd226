// Sets of BIG-Bench Hard: one file a task, {"examples": [{"input": ..., "target": ...}]}.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "task/task.h"

namespace ponder {

// The file `name`.json of the collection.
PublishedSet BbhSet(const std::string& name, std::string sha256);

// The items of a file; ids like "navigate-12".
std::vector<TaskItem> ReadBbh(const std::filesystem::path& file, AnswerKind kind, int max_tokens);

}  // namespace ponder
