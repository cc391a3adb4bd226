#include "eval/planner/planner_items.h"

#include <algorithm>
#include <utility>

#include "eval/verifier.h"
#include "search/vote.h"
#include "text/answer_kind.h"

namespace ponder {
namespace {

using Candidates = std::span<const EvalCandidate>;

std::vector<Score> ScoresOf(Candidates candidates) {
  std::vector<Score> scores;
  for (const EvalCandidate& candidate : candidates) {
    scores.push_back({.total = candidate.score.value_or(0),
                      .steps = {},
                      .abstained = !candidate.score.has_value()});
  }
  return scores;
}

JudgedQuestion Judged(Candidates candidates) {
  JudgedQuestion judged;
  for (const EvalCandidate& candidate : candidates) {
    judged.push_back({candidate.vote_key, candidate.right});
  }
  return judged;
}

double RightOf(Candidates candidates) {
  const auto right = std::ranges::count_if(candidates, &EvalCandidate::right);
  return static_cast<double>(right) / static_cast<double>(candidates.size());
}

double TokensOf(Candidates candidates) {
  double tokens = 0;
  for (const EvalCandidate& candidate : candidates) {
    tokens += static_cast<double>(candidate.tokens);
  }
  return tokens;
}

class PoolReading {
 public:
  PoolReading(const PlannerSettings& settings, const EvalRecord& pool)
      : settings_(settings),
        pool_(pool),
        scale_(PlannerScorer(settings)->Scale()),
        free_(!FindScorer(ScorerNameOf(settings)).asks_model) {}

  Look FirstLook() const {
    const bool scored = free_ && scale_ == ScoreScale::kProbability;
    std::vector<LookedAnswer> answers;
    for (const EvalCandidate& candidate : First(settings_.look)) {
      answers.push_back(
          {candidate.vote_key, candidate.tokens, scored ? candidate.score : std::nullopt});
    }
    return MakeLook(answers, pool_.question);
  }

  double PassRate() const { return RightOf(pool_.candidates); }

  std::optional<double> UnseenRate() const {
    const Candidates look = First(settings_.look);
    const Candidates rest = Candidates(pool_.candidates).subspan(look.size());
    if (rest.empty() || rest.size() < look.size()) return std::nullopt;
    return RightOf(rest);
  }

  StrategyOutcome Pooled(const PooledStrategy& strategy) const {
    const Candidates voters = First(strategy.n);
    const double share =
        static_cast<double>(voters.size()) / static_cast<double>(pool_.candidates.size());
    if (!strategy.scored) {
      return {VoteIsRight(Judged(voters), std::vector<double>(voters.size(), 1.0)),
              TokensOf(voters)};
    }
    return {VoteIsRight(Judged(voters), VoteWeights(ScoresOf(voters), scale_)),
            TokensOf(voters) + share * static_cast<double>(pool_.usage.scorer_tokens)};
  }

  double LookTokens() const { return TokensOf(First(settings_.look)); }

  static StrategyOutcome Own(const EvalRecord& record) {
    const Usage& usage = record.usage;
    return {record.right, static_cast<double>(usage.completion_tokens + usage.scorer_tokens)};
  }

 private:
  Candidates First(int n) const {
    const Candidates all = pool_.candidates;
    return all.first(std::min(static_cast<size_t>(n), all.size()));
  }

  const PlannerSettings& settings_;
  const EvalRecord& pool_;
  ScoreScale scale_;
  bool free_;
};

}  // namespace

std::optional<PlannerItem> MakePlannerItem(
    const PlannerSettings& settings, const std::vector<MethodSpec>& methods, AnswerKind kind,
    const std::map<std::string, const EvalRecord*>& by_method) {
  for (const MethodSpec& spec : methods) {
    if (!by_method.contains(spec.Normal())) return std::nullopt;
  }
  const EvalRecord& pool = *by_method.at(methods.front().Normal());
  if (pool.candidates.empty()) return std::nullopt;
  const PoolReading reading(settings, pool);
  PlannerItem item{.task = pool.task,
                   .item = pool.item,
                   .kind = std::string(AnswerKindName(kind)),
                   .look = reading.FirstLook(),
                   .look_tokens = reading.LookTokens(),
                   .pass_rate = reading.PassRate(),
                   .unseen_rate = reading.UnseenRate(),
                   .outcomes = {}};
  size_t next = 1;
  for (const std::string& strategy : settings.strategies) {
    const PooledStrategy pooled = PooledOf(strategy);
    item.outcomes.push_back(pooled.pooled
                                ? reading.Pooled(pooled)
                                : PoolReading::Own(*by_method.at(methods[next++].Normal())));
  }
  return item;
}

std::vector<PlannerItem> PlannerItems(const PlannerSettings& settings, const StudyPlan& plan,
                                      const std::vector<EvalRecord>& records) {
  std::map<std::pair<std::string, std::string>, std::map<std::string, const EvalRecord*>> runs;
  for (const EvalRecord& record : records) {
    if (record.stop == StopReason::kError) continue;
    runs[{record.task, record.item}][record.method] = &record;
  }
  const std::vector<MethodSpec> methods = PlannerMethods(settings);
  std::vector<PlannerItem> items;
  for (const PlannedTask& task : plan.tasks) {
    for (const TaskItem& asked : task.items) {
      auto item = MakePlannerItem(settings, methods, asked.kind,
                                  runs[{std::string(task.info->name), asked.id}]);
      if (item) items.push_back(std::move(*item));
    }
  }
  return items;
}

}  // namespace ponder
