#include "eval/robustness/study_set.h"

#include <algorithm>

#include "attack/attacked_task.h"
#include "ponder/error.h"

namespace ponder {
namespace {

bool Has(const std::vector<StudyTask>& tasks, const std::string& name) {
  return std::any_of(tasks.begin(), tasks.end(),
                     [&](const StudyTask& task) { return task.name == name; });
}

[[noreturn]] void RefuseUnused(const char* what, const std::string& name) {
  throw Error(ErrorCode::kInvalidRequest, std::string(what) + " " + name +
                                              " fits none of the tasks; name one as "
                                              "VICTIM.ATTACK.GOAL, for example sums.many_shot.42");
}

}  // namespace

std::vector<std::string> RobustnessTasks() {
  return {"sums.many_shot.42",       "sums.many_shot.plus1",  "sums.many_shot.times7",
          "products.many_shot.42",   "sums.think_less.42",    "sums.nerd_snipe.42",
          "sums.red_team.42",        "page.injection.canary", "shop_strict.loophole.half",
          "shop_loose.loophole.half"};
}

std::string_view RobustnessMethods() {
  return "direct,chain_of_thought,budget_forcing:waits=0,max_thinking_tokens=16,"
         "budget_forcing:waits=0,max_thinking_tokens=64,"
         "budget_forcing:waits=0,max_thinking_tokens=256,"
         "budget_forcing:waits=2,max_thinking_tokens=256,self_consistency:n=4";
}

void KeepAttacks(std::vector<StudyTask>& tasks, const std::vector<std::string>& attacks) {
  std::vector<const AttackInfo*> wanted;
  for (const std::string& name : attacks) wanted.push_back(&FindAttack(name));
  std::erase_if(tasks, [&](const StudyTask& task) {
    if (!IsAttackedName(task.name)) return false;
    const AttackInfo* own = &FindAttackedTask(task.name).attack();
    return std::find(wanted.begin(), wanted.end(), own) == wanted.end();
  });
  for (const AttackInfo* attack : wanted) {
    const bool used = std::any_of(tasks.begin(), tasks.end(), [&](const StudyTask& task) {
      return IsAttackedName(task.name) && &FindAttackedTask(task.name).attack() == attack;
    });
    if (!used) RefuseUnused("attack", std::string(attack->name));
  }
}

void SetGoals(std::vector<StudyTask>& tasks, const std::vector<std::string>& goals) {
  std::vector<StudyTask> chosen;
  std::vector<bool> used(goals.size());
  for (const StudyTask& task : tasks) {
    if (!IsAttackedName(task.name)) {
      chosen.push_back(task);
      continue;
    }
    const AttackedTask& attacked = FindAttackedTask(task.name);
    for (size_t i = 0; i < goals.size(); ++i) {
      const Goal& goal = FindGoal(goals[i]);
      if (!attacked.attack().Fits(attacked.victim(), goal)) continue;
      used[i] = true;
      StudyTask other = task;
      other.name = attacked.victim().Name() + "." + std::string(attacked.attack().name) + "." +
                   std::string(goal.name);
      if (!Has(chosen, other.name)) chosen.push_back(std::move(other));
    }
  }
  for (size_t i = 0; i < goals.size(); ++i) {
    if (!used[i]) RefuseUnused("goal", goals[i]);
  }
  tasks = std::move(chosen);
}

}  // namespace ponder
