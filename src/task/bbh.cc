#include "task/bbh.h"

#include "task/rows.h"

namespace ponder {

PublishedSet BbhSet(const std::string& name, std::string sha256) {
  return {.folder = "bbh",
          .file = name + ".json",
          .url =
              "https://raw.githubusercontent.com/suzgunmirac/BIG-Bench-Hard/"
              "9ee07bd481feebf959a6b59d61ea57bdcf30964d/bbh/" +
              name + ".json",
          .sha256 = std::move(sha256),
          .licence = "MIT",
          .credit = "BIG-Bench Hard (Suzgun et al. 2022, arXiv 2210.09261)"};
}

std::vector<TaskItem> ReadBbh(const std::filesystem::path& file, AnswerKind kind, int max_tokens) {
  std::vector<TaskItem> items;
  for (const Row& row : ReadRows(file)) {
    TaskItem item;
    item.id = row.name();
    item.question = row.Text("input");
    item.gold = row.Text("target");
    item.kind = kind;
    item.max_tokens = max_tokens;
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace ponder
