#include "eval/robustness/comparisons.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "attack/attacked_task.h"
#include "eval/figures.h"

namespace ponder {
namespace {

using Records = std::vector<const EvalRecord*>;

double TokensOf(const EvalRecord& record) { return CostsOf(record).Tokens(); }

Records Of(const RobustGroup& group, const Defender& defender) {
  Records records;
  for (const EvalRecord* record : group.records) {
    if (record->method == defender.method && record->budget_tokens == defender.budget_tokens) {
      records.push_back(record);
    }
  }
  return records;
}

void Add(std::span<const EvalRecord* const> records, Split& split, double& tokens) {
  for (const EvalRecord* record : records) {
    Count(*record, split);
    tokens += TokensOf(*record) / static_cast<double>(records.size());
  }
}

std::optional<LongRuns> LongRunsOf(const RobustGroup& group, size_t defender) {
  Records records = Of(group, group.defenders[defender]);
  std::erase_if(records, [](const EvalRecord* record) { return StrengthOf(*record) == 0; });
  const size_t runs = records.size();
  if (runs < kRunsForLong) return std::nullopt;
  std::stable_sort(records.begin(), records.end(), [](const EvalRecord* a, const EvalRecord* b) {
    return TokensOf(*a) < TokensOf(*b);
  });
  const size_t middle = runs / 5;
  LongRuns found;
  found.defender = defender;
  Add(std::span(records).last((runs + 19) / 20), found.longest, found.longest_tokens);
  Add(std::span(records).subspan((runs - middle) / 2, middle), found.middle, found.middle_tokens);
  return found;
}

// Share of successes of each problem, and mean tokens, at one strength.
struct ByProblem {
  std::map<std::string, Split> problems;
  double tokens = 0;
};

ByProblem At(const RobustGroup& group, const Defender& defender, int strength) {
  ByProblem found;
  Records records = Of(group, defender);
  std::erase_if(records, [&](const EvalRecord* record) { return StrengthOf(*record) != strength; });
  for (const EvalRecord* record : records) {
    Count(*record, found.problems[AttackedTask::ProblemOf(record->item)]);
    found.tokens += TokensOf(*record) / static_cast<double>(records.size());
  }
  return found;
}

std::optional<ThinkLess> CompareAt(const RobustGroup& group, const RobustGroup& many_shot,
                                   size_t defender, int strength) {
  const ByProblem with = At(group, group.defenders[defender], strength);
  const ByProblem without = At(many_shot, group.defenders[defender], strength);
  std::vector<std::optional<double>> own;
  std::vector<std::optional<double>> other;
  for (const auto& [problem, split] : with.problems) {
    const auto found = without.problems.find(problem);
    if (found == without.problems.end()) continue;
    own.emplace_back(split.Share(&Split::attack));
    other.emplace_back(found->second.Share(&Split::attack));
  }
  if (own.empty()) return std::nullopt;
  return ThinkLess{defender, strength, Compare(own, other), without.tokens, with.tokens};
}

}  // namespace

std::vector<LongRuns> CompareLongRuns(const RobustGroup& group) {
  std::vector<LongRuns> all;
  for (size_t i = 0; i < group.defenders.size(); ++i) {
    if (const auto found = LongRunsOf(group, i)) all.push_back(*found);
  }
  return all;
}

std::vector<ThinkLess> CompareThinkLess(const RobustGroup& group, const RobustSummary& summary) {
  std::vector<ThinkLess> all;
  if (group.attack != "think_less") return all;
  for (const RobustGroup& other : summary.groups) {
    if (other.attack != "many_shot" || other.model != group.model || other.victim != group.victim ||
        other.goal != group.goal) {
      continue;
    }
    for (const int strength : group.strengths) {
      for (size_t i = 0; i < group.defenders.size(); ++i) {
        if (strength == 0) continue;
        if (const auto found = CompareAt(group, other, i, strength)) all.push_back(*found);
      }
    }
  }
  return all;
}

}  // namespace ponder
