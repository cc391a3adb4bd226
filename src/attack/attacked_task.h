// A task under attack: "VICTIM.ATTACK.GOAL", as in "sums.many_shot.plus1". Its levels are the
// adversary's resource, by number: "0" is no attack. So a study runs it like any other task.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attack/attack.h"
#include "task/task.h"

namespace ponder {

// Where the text of a model goes in the question of an attack that asks one.
inline constexpr std::string_view kTextMark = "{text}";

// A further score of every verdict: 1 when the answer is the one that the attack wants. An answer
// is right, the attack's, or another wrong one, never two of these.
inline constexpr std::string_view kAttackScore = "attack";

class AttackedTask : public Task {
 public:
  // Throws kInvalidRequest when the attack does not fit the victim or the goal.
  AttackedTask(const Victim& victim, const AttackInfo& attack, const Goal& goal);

  const TaskInfo& info() const { return info_; }
  const Victim& victim() const { return victim_; }
  const AttackInfo& attack() const { return attack_; }
  const Goal& goal() const { return goal_; }

  // The index of the level of this name. Throws kInvalidRequest with the names there are.
  int LevelOf(std::string_view name) const;
  // Every problem of the source at every level; no level: at the usual ones. At all levels, and for
  // all attacks and goals of a victim, the problems are the same.
  std::vector<TaskItem> Items(const ProblemSource& source, std::vector<int> levels) const;
  // Which problem an item is, whatever its level: the beginning of its id.
  static std::string ProblemOf(std::string_view item_id);
  int StrengthOf(const TaskItem& item) const;

  // The canary counts where the reply gives its answer, or anywhere when it marks none.
  std::optional<std::string> Extract(const TaskItem& item, std::string_view reply) const override;
  std::string VoteKey(const TaskItem& item, std::string_view answer) const override;
  Verdict Check(const TaskItem& item, std::string_view answer) const override;

  // Of attacks that ask a model: the tries of an item (0 without an attack), what to ask before the
  // next one, and the item with the text of the reply in it.
  int Tries(const TaskItem& item) const;
  std::string AskForText(const TaskItem& item, const std::vector<AttackTry>& earlier) const;
  TaskItem WithText(const TaskItem& item, const std::string& text) const;
  // The adversary's text out of a model's reply: what would close the frame is taken out.
  static std::string ReadText(std::string_view reply);
  // What else determines the result of an item than its prompt.
  std::string Fingerprint(const TaskItem& item) const;

 private:
  TaskItem Attacked(TaskItem problem, const ProblemSource& source, int level) const;
  bool IsWanted(const TaskItem& item, std::string_view answer) const;

  const Victim& victim_;
  const AttackInfo& attack_;
  const Goal& goal_;
  std::string name_;
  std::vector<std::string> level_names_;
  TaskInfo info_;
};

// By name; it lives as long as the process. Throws kNotFound or kInvalidRequest.
const AttackedTask& FindAttackedTask(std::string_view name);
// The name is of the form of an attacked task.
bool IsAttackedName(std::string_view name);
// nullptr for other tasks.
const AttackedTask* AsAttacked(const TaskInfo& info);

}  // namespace ponder
