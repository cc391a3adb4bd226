#include "task/bbh.h"

#include "task/published.h"

namespace ponder {
namespace {

std::string_view WantedOf(AnswerKind kind) {
  if (kind == AnswerKind::kNumber) return "a number";
  if (kind == AnswerKind::kChoice) return "a choice such as \"(A)\"";
  return "yes or no, or true or false";
}

}  // namespace

PublishedFile BbhFile(const std::string& name, std::string sha256) {
  return {name + ".json",
          "https://raw.githubusercontent.com/suzgunmirac/BIG-Bench-Hard/"
          "9ee07bd481feebf959a6b59d61ea57bdcf30964d/bbh/" +
              name + ".json",
          std::move(sha256)};
}

PublishedSet BbhSet(std::vector<PublishedFile> files) {
  return {.folder = "bbh",
          .files = std::move(files),
          .licence = "MIT",
          .credit = "BIG-Bench Hard (Suzgun et al. 2022, arXiv 2210.09261)"};
}

std::vector<TaskItem> ReadBbh(const std::filesystem::path& file, AnswerKind kind, int max_tokens) {
  return ItemsOf(ReadRows(file), "id", [&](const Row& row) {
    TaskItem item;
    item.question = row.Text("input");
    item.gold = row.Text("target");
    if (!IsAnswer(item.gold, kind)) row.Refuse("target", WantedOf(kind));
    item.kind = kind;
    item.max_tokens = max_tokens;
    return item;
  });
}

}  // namespace ponder
