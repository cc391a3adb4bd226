// Rows of published files as items.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "task/rows.h"
#include "task/task.h"

namespace ponder {

// One item a row, in order, named by the row's field `id` (by its place, "test-12", where it has no
// such field). Throws kInvalidRequest with file, line and field when an id stands there twice.
std::vector<TaskItem> ItemsOf(const std::vector<Row>& rows, std::string_view id,
                              const std::function<TaskItem(const Row&)>& read);

// A file of the repository of Sys2Bench (Parashar et al. 2025, arXiv 2502.12521) at a pinned
// commit, by its path there; it keeps its name.
PublishedFile Sys2BenchFile(const std::string& path, std::string sha256);

// Whether a gold can be an answer of this kind at all: a number, a choice, yes or no, mathematics
// with closed braces.
bool IsAnswer(std::string_view gold, AnswerKind kind);

}  // namespace ponder
