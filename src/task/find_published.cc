#include "ponder/error.h"
#include "task/task.h"

namespace ponder {

namespace fs = std::filesystem;

fs::path FindPublished(const TaskInfo& info, const fs::path& where) {
  if (!info.published) {
    throw Error(ErrorCode::kInvalidRequest,
                "task " + std::string(info.name) + " reads no set; it makes its questions");
  }
  const PublishedSet& set = *info.published;
  std::error_code error;
  if (fs::is_regular_file(where, error)) return where;
  for (const fs::path& file : {where / set.folder / set.file, where / set.file}) {
    if (fs::is_regular_file(file, error)) return file;
  }
  std::string message = "task " + std::string(info.name) + " needs the file " +
                        (fs::path(set.folder) / set.file).string() + " in " + where.string() +
                        "; it is " + std::string(set.credit) + ", " + std::string(set.licence);
  if (!set.url.empty()) message += ", at " + std::string(set.url);
  throw Error(ErrorCode::kNotFound, message);
}

}  // namespace ponder
