#include "eval/robustness/robust_summary.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <tuple>

#include "attack/attacked_task.h"
#include "eval/robustness/comparisons.h"
#include "eval/robustness/robust_cells.h"

namespace ponder {
namespace {

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

void FillGroup(RobustGroup& group, const MeetingSet& clean_right) {
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
  const MeetingSet clean_right = RightWithoutAttack(records);
  for (RobustGroup& group : summary.groups) FillGroup(group, clean_right);
  for (RobustGroup& group : summary.groups) group.think_less = CompareThinkLess(group, summary);
  return summary;
}

}  // namespace ponder
