// Which items a seed has: no question twice, and item i the same however many are made.
#include <algorithm>
#include <unordered_set>

#include "ponder/error.h"
#include "task/task.h"

namespace ponder {
namespace {

// So many draws in a row that were there before mean that there are no others: one of `seen`
// equally likely items is missed once in e^30 times.
uint64_t MostDraws(size_t seen) { return std::max<uint64_t>(2000, 30 * seen); }

// The items of one level, in order.
class LevelItems {
 public:
  LevelItems(const TaskInfo& info, uint64_t seed, int level, Language language)
      : info_(info), seed_(seed), level_(level), language_(language) {
    random_ = RandomStream(seed).Child(info.name);
    if (level > 0) random_ = random_.Child("level").Child(static_cast<uint64_t>(level));
  }

  // nullopt when every question was there before.
  std::optional<TaskItem> Next() {
    const RandomStream random = random_.Child(made_);
    for (uint64_t draw = 0; draw < MostDraws(seen_.size()) && !used_up_; ++draw) {
      TaskItem item = info_.task->Make(draw == 0 ? random : random.Child("again").Child(draw),
                                       level_, language_);
      if (!seen_.insert(item.question).second) continue;
      item.level = level_;
      item.language = language_;
      item.id = "gen-" + std::string(LanguageCode(language_)) + "-" + std::to_string(level_) + "-" +
                std::to_string(seed_) + "-" + std::to_string(made_++);
      return item;
    }
    used_up_ = true;
    return std::nullopt;
  }

 private:
  const TaskInfo& info_;
  uint64_t seed_;
  int level_;
  Language language_;
  RandomStream random_;
  std::unordered_set<std::string> seen_;
  uint64_t made_ = 0;
  bool used_up_ = false;
};

[[noreturn]] void Refuse(const TaskInfo& info, const std::string& why) {
  throw Error(ErrorCode::kInvalidRequest, "task " + std::string(info.name) + " " + why);
}

void CheckAsked(const TaskInfo& info, int level, Language language) {
  if (!info.generates) Refuse(info, "makes no questions; it reads a published set");
  if (language == Language::kKorean && !info.korean) Refuse(info, "has no Korean questions");
  if (level >= -1 && level < info.LevelCount()) return;
  Refuse(info, "has no level " + std::to_string(level) + "; they go from 0 to " +
                   std::to_string(info.LevelCount() - 1));
}

}  // namespace

std::vector<TaskItem> MakeItems(std::string_view task, uint64_t seed, int count, int level,
                                Language language) {
  const TaskInfo& info = FindTask(task);
  CheckAsked(info, level, language);
  std::vector<LevelItems> levels;
  for (int i = 0; i < info.LevelCount(); ++i) {
    if (level == -1 || level == i) levels.emplace_back(info, seed, i, language);
  }
  std::vector<TaskItem> items;
  const size_t wanted = static_cast<size_t>(std::max(count, 0));
  for (bool more = true; more && items.size() < wanted;) {
    more = false;
    for (LevelItems& from : levels) {
      if (items.size() == wanted) break;
      std::optional<TaskItem> item = from.Next();
      if (!item) continue;
      items.push_back(std::move(*item));
      more = true;
    }
  }
  return items;
}

}  // namespace ponder
