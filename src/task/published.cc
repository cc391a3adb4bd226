#include "task/published.h"

#include <map>

#include "ponder/error.h"
#include "text/choice.h"
#include "text/number.h"

namespace ponder {
namespace {

namespace fs = std::filesystem;

bool IsFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// Those of the set's files that lie in `folder`, else the first of the others that does.
std::vector<fs::path> FilesIn(const PublishedSet& set, const fs::path& folder) {
  std::vector<fs::path> found;
  for (const PublishedFile& file : set.files) {
    if (IsFile(folder / file.name)) found.push_back(folder / file.name);
  }
  for (const std::string& name : set.other_files) {
    if (found.empty() && IsFile(folder / name)) found.push_back(folder / name);
  }
  return found;
}

std::string WhatIsMissing(const TaskInfo& info, const fs::path& where) {
  const PublishedSet& set = *info.published;
  const size_t more = set.files.size() - 1;
  const std::string name(info.name);
  return "task " + name + ": " + where.string() + " has no " + set.folder + "/" +
         set.files[0].name + (more > 0 ? " (of " + std::to_string(more + 1) + " files)" : "") +
         " of " + set.credit + ", " + set.licence + "; \"ponder tasks pull " + name +
         "\" fetches it from " + set.files[0].url + ", and --data FOLDER says where else it is";
}

}  // namespace

std::vector<fs::path> FindPublished(const TaskInfo& info, const fs::path& where) {
  if (!info.published) {
    throw Error(ErrorCode::kInvalidRequest, "task " + std::string(info.name) +
                                                " reads no published set; it makes its questions");
  }
  if (IsFile(where)) return {where};
  for (const fs::path& folder : {where / info.published->folder, where}) {
    std::vector<fs::path> found = FilesIn(*info.published, folder);
    if (!found.empty()) return found;
  }
  throw Error(ErrorCode::kNotFound, WhatIsMissing(info, where));
}

std::vector<TaskItem> ReadPublished(const TaskInfo& info, const fs::path& where) {
  std::vector<TaskItem> items;
  std::map<std::string, fs::path> seen;
  for (const fs::path& file : FindPublished(info, where)) {
    for (TaskItem& item : info.task->Read(file)) {
      const auto [first, added] = seen.emplace(item.id, file);
      if (!added) {
        throw Error(ErrorCode::kInvalidRequest, file.string() + ": the id \"" + item.id +
                                                    "\" stands in " + first->second.string() +
                                                    " already");
      }
      items.push_back(std::move(item));
    }
  }
  return items;
}

PublishedFile Sys2BenchFile(const std::string& path, std::string sha256) {
  return {path.substr(path.rfind('/') + 1),
          "https://raw.githubusercontent.com/divelab/Sys2Bench/"
          "3dff2b8238689ec426543343c02b1c25e067338b/" +
              path,
          std::move(sha256)};
}

bool IsAnswer(std::string_view gold, AnswerKind kind) {
  if (kind == AnswerKind::kNumber) return ParseNumber(gold).has_value();
  if (kind == AnswerKind::kChoice) return FirstChoice(gold).has_value();
  if (kind == AnswerKind::kYesNo) {
    return FirstYesNo(gold, YesNoWords::kYesNo) || FirstYesNo(gold, YesNoWords::kTrueFalse);
  }
  if (kind != AnswerKind::kMath) return !gold.empty();
  int open = 0;
  for (const char c : gold) {
    open += c == '{' ? 1 : c == '}' ? -1 : 0;
    if (open < 0) return false;
  }
  return open == 0 && !gold.empty();
}

std::vector<TaskItem> ItemsOf(const std::vector<Row>& rows, std::string_view id,
                              const std::function<TaskItem(const Row&)>& read) {
  std::vector<TaskItem> items;
  std::map<std::string, std::string> places;
  for (const Row& row : rows) {
    TaskItem item = read(row);
    item.id = row.Id(id);
    const auto [first, added] = places.emplace(item.id, row.place());
    if (!added) {
      row.Refuse(id, "an id of its own (\"" + item.id + "\" stands in " + first->second + ")");
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace ponder
