#include "cli/demo_plan.h"
#include "task/draw.h"

namespace ponder {

std::vector<TaskItem> LoadPublicSet(const std::filesystem::path& path, size_t count,
                                    uint64_t seed) {
  const TaskInfo& info = FindTask("gsm8k");
  std::vector<TaskItem> items = ReadPublished(info, path);
  Draw draw(RandomStream(seed).Child("public set"));
  draw.Shuffle(items);
  if (items.size() > count) items.resize(count);
  return items;
}

}  // namespace ponder
