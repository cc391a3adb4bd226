#include "eval/robustness/robust_cells.h"

#include <algorithm>
#include <map>

#include "attack/attacked_task.h"
#include "eval/figures.h"
#include "eval/statistics.h"

namespace ponder {
namespace {

using Records = std::vector<const EvalRecord*>;

Meeting MeetingOf(const EvalRecord& record) {
  return {record.model,
          FindAttackedTask(record.task).victim().Name(),
          AttackedTask::ProblemOf(record.item),
          record.method,
          record.budget_tokens.value_or(-1),
          record.sample};
}

bool SameDefender(const Defender& defender, const EvalRecord& record) {
  return defender.method == record.method && defender.budget_tokens == record.budget_tokens;
}

double TokensOf(const EvalRecord& record) { return CostsOf(record).Tokens(); }

Defender MakeDefender(const EvalRecord& record) {
  Defender defender;
  defender.method = record.method;
  defender.budget_tokens = record.budget_tokens;
  defender.label = Label(SettingOf(record), {});
  defender.asked = MethodOption(record.method, "max_thinking_tokens");
  if (!defender.asked && record.budget_tokens) {
    defender.asked = static_cast<double>(*record.budget_tokens);
  }
  return defender;
}

double AttackerTokens(const EvalRecord& record) {
  const auto attacker = record.usage_by_role.find("attacker");
  return attacker == record.usage_by_role.end()
             ? 0
             : static_cast<double>(attacker->second.completion_tokens);
}

RobustCell MakeCell(const Records& records, const MeetingSet& clean_right) {
  RobustCell cell;
  std::map<std::string, Cluster> problems;
  for (const EvalRecord* record : records) {
    Count(*record, cell.split);
    if (clean_right.contains(MeetingOf(*record))) Count(*record, cell.where_clean_right);
    Split one;
    Count(*record, one);
    Cluster& problem = problems[record->item];
    problem.right += one.attack;
    ++problem.total;
    cell.tokens += TokensOf(*record);
    cell.thinking += CostsOf(*record).thinking;
    cell.prompt += CostsOf(*record).prompt;
    cell.attacker_tokens += AttackerTokens(*record);
  }
  std::vector<Cluster> clusters;
  for (const auto& [id, cluster] : problems) clusters.push_back(cluster);
  cell.attack_interval = ClusteredInterval(clusters);
  const auto runs = static_cast<double>(std::max<size_t>(records.size(), 1));
  for (double* mean : {&cell.tokens, &cell.thinking, &cell.prompt, &cell.attacker_tokens}) {
    *mean /= runs;
  }
  return cell;
}

}  // namespace

MeetingSet RightWithoutAttack(const std::vector<EvalRecord>& records) {
  MeetingSet right;
  for (const EvalRecord& record : records) {
    if (IsUnderAttack(record) && StrengthOf(record) == 0 && record.right) {
      right.insert(MeetingOf(record));
    }
  }
  return right;
}

void FindDefenders(RobustGroup& group) {
  std::vector<double> runs;
  for (const EvalRecord* record : group.records) {
    size_t i = 0;
    while (i < group.defenders.size() && !SameDefender(group.defenders[i], *record)) ++i;
    if (i == group.defenders.size()) {
      group.defenders.push_back(MakeDefender(*record));
      runs.push_back(0);
    }
    group.defenders[i].tokens += TokensOf(*record);
    ++runs[i];
  }
  for (size_t i = 0; i < runs.size(); ++i) group.defenders[i].tokens /= runs[i];
  std::sort(group.defenders.begin(), group.defenders.end(),
            [](const Defender& a, const Defender& b) {
              return std::tie(a.tokens, a.label) < std::tie(b.tokens, b.label);
            });
}

void FillCells(RobustGroup& group, const MeetingSet& clean_right) {
  for (const int strength : group.strengths) {
    std::vector<RobustCell>& row = group.cells.emplace_back();
    for (const Defender& defender : group.defenders) {
      Records records;
      for (const EvalRecord* record : group.records) {
        if (StrengthOf(*record) == strength && SameDefender(defender, *record)) {
          records.push_back(record);
        }
      }
      row.push_back(MakeCell(records, clean_right));
    }
  }
}

}  // namespace ponder
