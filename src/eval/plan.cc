#include "eval/plan.h"

#include <algorithm>
#include <utility>

#include "attack/attacked_task.h"
#include "models/models.h"
#include "ponder/error.h"

namespace ponder {
namespace {

bool HasPublished(const TaskInfo& info, const std::filesystem::path& data) {
  if (!info.published || data.empty()) return false;
  try {
    FindPublished(info, data);
    return true;
  } catch (const Error&) {
    return false;
  }
}

const TaskInfo& FindAnyTask(const std::string& name) {
  return IsAttackedName(name) ? FindAttackedTask(name).info() : FindTask(name);
}

const TaskInfo& ChooseTask(const StudyTask& wanted, const Study& study, StudyPlan& plan) {
  if (wanted.stand_in.empty()) return FindAnyTask(wanted.name);
  const TaskInfo& stand_in = FindTask(wanted.stand_in);
  const TaskInfo& info = FindTask(wanted.name);
  if (HasPublished(info, study.data)) return info;
  plan.notes.push_back(
      {PlanNote::Kind::kStandIn, std::string(stand_in.name), std::string(info.name)});
  return stand_in;
}

int LevelIndex(const TaskInfo& info, const std::string& level) {
  if (const AttackedTask* attacked = AsAttacked(info)) return attacked->LevelOf(level);
  for (int i = 0; i < info.LevelCount(); ++i) {
    const bool named = !info.levels.empty() && info.levels[static_cast<size_t>(i)] == level;
    if (named || std::to_string(i) == level) return i;
  }
  std::string message = "task " + std::string(info.name) + " has no level \"" +
                        level.substr(0, 60) + "\"; they go from 0 to " +
                        std::to_string(info.LevelCount() - 1);
  for (size_t i = 0; i < info.levels.size(); ++i) {
    message += (i == 0 ? ": " : ", ") + std::string(info.levels[i]);
  }
  throw Error(ErrorCode::kInvalidRequest, message);
}

// The first `limit` items, the levels in turn.
std::vector<TaskItem> InTurn(std::vector<std::vector<TaskItem>> by_level, size_t limit) {
  std::vector<TaskItem> items;
  bool more = true;
  for (size_t round = 0; more && items.size() < limit; ++round) {
    more = false;
    for (std::vector<TaskItem>& level : by_level) {
      if (round >= level.size() || items.size() >= limit) continue;
      items.push_back(std::move(level[round]));
      more = true;
    }
  }
  return items;
}

std::vector<TaskItem> ReadItems(const TaskInfo& info, const Study& study,
                                const std::vector<int>& levels) {
  if (study.language == Language::kKorean) {
    throw Error(ErrorCode::kInvalidRequest,
                "task " + std::string(info.name) + ": its published set has no Korean questions" +
                    (info.generates ? "; without --data they are made" : ""));
  }
  std::vector<TaskItem> all = ReadPublished(info, study.data.empty() ? DataFolder() : study.data);
  std::vector<std::vector<TaskItem>> by_level(static_cast<size_t>(info.LevelCount()));
  for (TaskItem& item : all) {
    const bool wanted = std::find(levels.begin(), levels.end(), item.level) != levels.end();
    if (!levels.empty() && !wanted) continue;
    by_level.at(static_cast<size_t>(item.level)).push_back(std::move(item));
  }
  return InTurn(std::move(by_level), static_cast<size_t>(study.limit));
}

std::vector<TaskItem> GenerateItems(const TaskInfo& info, const Study& study,
                                    const std::vector<int>& levels) {
  if (levels.empty()) return MakeItems(info.name, study.seed, study.limit, -1, study.language);
  const auto count = static_cast<int>(levels.size());
  std::vector<std::vector<TaskItem>> by_level;
  for (const int level : levels) {
    by_level.push_back(
        MakeItems(info.name, study.seed, (study.limit + count - 1) / count, level, study.language));
  }
  return InTurn(std::move(by_level), static_cast<size_t>(study.limit));
}

std::vector<TaskItem> GetItems(const TaskInfo& info, const Study& study,
                               const std::vector<int>& levels, StudyPlan& plan) {
  // Sets that were pulled are asked where nothing else can be, so that what was made stays made.
  if (!info.generates || HasPublished(info, study.data)) return ReadItems(info, study, levels);
  if (!study.data.empty() && info.published) {
    plan.notes.push_back({PlanNote::Kind::kMade, std::string(info.name), study.data.string()});
  }
  return GenerateItems(info, study, levels);
}

// The limit is that of problems; each is asked at every level.
std::vector<TaskItem> AttackedItems(const AttackedTask& task, const Study& study,
                                    const std::vector<int>& levels, StudyPlan& plan) {
  std::vector<TaskItem> items =
      task.Items({study.seed, study.limit, study.language, study.data}, levels);
  const auto problems =
      static_cast<int>(std::count_if(items.begin(), items.end(), [&](const TaskItem& item) {
        return item.level == items.front().level;
      }));
  if (problems < study.limit) {
    plan.notes.push_back(
        {PlanNote::Kind::kFewItems, std::string(task.info().name), std::to_string(problems)});
  }
  return items;
}

PlannedTask PlanTask(const StudyTask& wanted, const Study& study, StudyPlan& plan) {
  const TaskInfo& info = ChooseTask(wanted, study, plan);
  std::vector<int> levels;
  for (const std::string& level : wanted.levels) levels.push_back(LevelIndex(info, level));
  if (const AttackedTask* attacked = AsAttacked(info)) {
    if (study.shots > 0) {
      throw Error(ErrorCode::kInvalidRequest, "task " + std::string(info.name) +
                                                  ": a task under attack has no worked examples "
                                                  "(--shots)");
    }
    return {&info, AttackedItems(*attacked, study, levels, plan), {}};
  }
  PlannedTask task{&info, GetItems(info, study, levels, plan), {}};
  if (static_cast<int>(task.items.size()) < study.limit) {
    plan.notes.push_back(
        {PlanNote::Kind::kFewItems, std::string(info.name), std::to_string(task.items.size())});
  }
  if (study.shots > 0) task.examples = Examples(info, study.language);
  if (task.examples.size() < static_cast<size_t>(study.shots)) {
    plan.notes.push_back({PlanNote::Kind::kFewExamples, std::string(info.name),
                          std::to_string(task.examples.size())});
  }
  task.examples.resize(std::min(task.examples.size(), static_cast<size_t>(study.shots)));
  return task;
}

}  // namespace

StudyPlan PlanStudy(const Study& study) {
  StudyPlan plan;
  for (const StudyTask& wanted : study.tasks) {
    PlannedTask task = PlanTask(wanted, study, plan);
    plan.tasks.push_back(std::move(task));
  }
  return plan;
}

}  // namespace ponder
