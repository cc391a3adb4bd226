#include "eval/robustness/robust_summary.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>

#include "attack/attacked_task.h"
#include "eval/figures.h"
#include "eval/robustness/comparisons.h"
#include "eval/statistics.h"

namespace ponder {
namespace {

using Records = std::vector<const EvalRecord*>;

// A problem as one sample of one defender meets it, under whatever attack.
using Meeting = std::tuple<std::string, std::string, std::string, std::string, int64_t, int>;

Meeting MeetingOf(const EvalRecord& record) {
  return {record.model,
          FindAttackedTask(record.task).victim().Name(),
          AttackedTask::ProblemOf(record.item),
          record.method,
          record.budget_tokens.value_or(-1),
          record.sample};
}

std::set<Meeting> RightWithoutAttack(const std::vector<EvalRecord>& records) {
  std::set<Meeting> right;
  for (const EvalRecord& record : records) {
    if (IsUnderAttack(record) && StrengthOf(record) == 0 && record.right) {
      right.insert(MeetingOf(record));
    }
  }
  return right;
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

double AttackerTokens(const EvalRecord& record) {
  const auto attacker = record.usage_by_role.find("attacker");
  return attacker == record.usage_by_role.end()
             ? 0
             : static_cast<double>(attacker->second.completion_tokens);
}

RobustCell MakeCell(const Records& records, const std::set<Meeting>& clean_right) {
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

void FillCells(RobustGroup& group, const std::set<Meeting>& clean_right) {
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

void FitStrengths(RobustGroup& group) {
  for (size_t s = 0; s < group.strengths.size(); ++s) {
    if (group.strengths[s] == 0) continue;
    std::vector<LogisticPoint> points;
    StrengthFit found{.strength = group.strengths[s], .fit = {}, .least_tokens = INFINITY};
    for (const RobustCell& cell : group.cells[s]) {
      if (cell.split.Runs() == 0 || !(cell.tokens > 0)) continue;
      points.push_back({std::log2(cell.tokens), static_cast<double>(cell.split.attack),
                        static_cast<double>(cell.split.Runs())});
      found.least_tokens = std::min(found.least_tokens, cell.tokens);
      found.most_tokens = std::max(found.most_tokens, cell.tokens);
    }
    const std::optional<LogisticFit> fit = FitLogistic(points);
    if (!fit) continue;
    found.fit = *fit;
    if (found.Falls()) found.tokens_for_target = std::exp2(fit->WhereShareIs(kTargetSuccess));
    group.fits.push_back(found);
  }
}

RobustGroup MakeGroup(const EvalRecord& record) {
  const AttackedTask& task = FindAttackedTask(record.task);
  RobustGroup group;
  group.model = record.model;
  group.task = record.task;
  group.victim = task.victim().Name();
  group.attack = task.attack().name;
  group.goal = task.goal().name;
  group.unit = task.attack().unit;
  return group;
}

RobustGroup& GroupOf(const EvalRecord& record, std::vector<RobustGroup>& groups) {
  for (RobustGroup& group : groups) {
    if (group.task == record.task && group.model == record.model) return group;
  }
  return groups.emplace_back(MakeGroup(record));
}

// By record, not by the log's order.
bool Before(const EvalRecord* a, const EvalRecord* b) {
  return std::tie(a->item, a->sample, a->key) < std::tie(b->item, b->sample, b->key);
}

void FillGroup(RobustGroup& group, const std::set<Meeting>& clean_right) {
  std::sort(group.records.begin(), group.records.end(), Before);
  std::set<int> strengths;
  std::set<std::string> problems;
  for (const EvalRecord* record : group.records) {
    strengths.insert(StrengthOf(*record));
    problems.insert(AttackedTask::ProblemOf(record->item));
  }
  group.strengths.assign(strengths.begin(), strengths.end());
  group.problems = static_cast<int64_t>(problems.size());
  FindDefenders(group);
  FillCells(group, clean_right);
  FitStrengths(group);
  group.long_runs = CompareLongRuns(group);
}

}  // namespace

double Split::Share(int64_t Split::*part) const {
  return Runs() == 0 ? 0 : static_cast<double>(this->*part) / static_cast<double>(Runs());
}

bool IsUnderAttack(const EvalRecord& record) { return IsAttackedName(record.task); }

int StrengthOf(const EvalRecord& record) { return std::atoi(record.level_name.c_str()); }

void Count(const EvalRecord& record, Split& split) {
  const bool wanted = std::any_of(record.scores.begin(), record.scores.end(), [](const auto& s) {
    return s.first == kAttackScore && s.second > 0;
  });
  ++(wanted              ? split.attack
     : record.right      ? split.right
     : !record.extracted ? split.no_answer
                         : split.other);
}

RobustSummary SummarizeRobustness(const std::vector<EvalRecord>& records) {
  RobustSummary summary;
  for (const EvalRecord& record : records) {
    if (!IsUnderAttack(record)) continue;
    if (record.stop == StopReason::kError) {
      ++summary.errors;
      continue;
    }
    GroupOf(record, summary.groups).records.push_back(&record);
  }
  std::sort(summary.groups.begin(), summary.groups.end(),
            [](const RobustGroup& a, const RobustGroup& b) {
              return std::tie(a.task, a.model) < std::tie(b.task, b.model);
            });
  const std::set<Meeting> clean_right = RightWithoutAttack(records);
  for (RobustGroup& group : summary.groups) FillGroup(group, clean_right);
  for (RobustGroup& group : summary.groups) group.think_less = CompareThinkLess(group, summary);
  return summary;
}

}  // namespace ponder
