// Sets of BIG-Bench Hard: one file a task, {"examples": [{"input": ..., "target": ...}]}.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "task/task.h"

namespace ponder {

// The file `name`.json of the collection.
PublishedFile BbhFile(const std::string& name, std::string sha256);
PublishedSet BbhSet(std::vector<PublishedFile> files);

// The items of a file; ids like "navigate-12".
std::vector<TaskItem> ReadBbh(const std::filesystem::path& file, AnswerKind kind, int max_tokens);

}  // namespace ponder
