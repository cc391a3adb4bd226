#include "task/task.h"

#include <algorithm>

#include "ponder/error.h"
#include "ponder/options.h"
#include "text/answer.h"

namespace ponder {

const TaskInfo& FindTask(std::string_view name) {
  std::vector<std::string> known;
  for (const TaskInfo* info : Tasks()) {
    if (info->name == name) return *info;
    known.emplace_back(info->name);
  }
  std::string message = "unknown task \"" + std::string(name.substr(0, 60)) + "\"";
  const std::string nearest = NearestName(name, known);
  if (!nearest.empty()) {
    message += "; did you mean " + nearest + "?";
  } else {
    message += "; there are";
    for (const std::string& other : known) message += " " + other;
  }
  throw Error(ErrorCode::kNotFound, message);
}

std::vector<TaskItem> MakeItems(std::string_view task, uint64_t seed, int count) {
  const TaskInfo& info = FindTask(task);
  const RandomStream random = RandomStream(seed).Child(info.name);
  std::vector<TaskItem> items;
  items.reserve(static_cast<size_t>(std::max(count, 0)));
  for (int i = 0; i < count; ++i)
    items.push_back(info.make(random.Child(static_cast<uint64_t>(i))));
  return items;
}

bool IsRight(const TaskItem& item, const std::optional<std::string>& final) {
  return final && AnswersEqual(*final, item.gold, item.kind);
}

}  // namespace ponder
