#include "eval/run_row.h"

#include <cmath>

#include "attack/attacked_task.h"
#include "eval/item_checker.h"
#include "eval/item_reader.h"

namespace ponder {
namespace {

EvalRecord Describe(const Study& study, const std::string& model, const EvalRow& row) {
  const TaskInfo& info = *row.task->info;
  EvalRecord record;
  record.key = row.key;
  record.model = model;
  record.task = info.name;
  record.item = row.item->id;
  record.level = row.item->level;
  if (static_cast<size_t>(row.item->level) < info.levels.size()) {
    record.level_name = info.levels[static_cast<size_t>(row.item->level)];
  }
  record.method = row.Label();
  if (row.effort != nullptr) record.stands_for = row.method->Normal();
  record.budget_tokens = row.budget_tokens;
  record.sample = row.sample;
  record.seed = row.seed;
  record.language = study.language;
  record.shots = static_cast<int>(row.task->examples.size());
  record.max_tokens = MaxTokens(study, *row.item);
  record.temperature = study.temperature;
  record.prompt_hash = row.prompt_hash;
  record.question = row.item->question;
  record.gold = row.item->gold;
  return record;
}

std::string WhyNoAnswer(StopReason stop) {
  switch (stop) {
    case StopReason::kLength:
    case StopReason::kBudget:
    case StopReason::kContextFull:
    case StopReason::kPhaseLimit:
      return "cut by a limit before it had an answer";
    default:
      return "no answer in the reply";
  }
}

// The final answer as the method chose it; with it the way there, where the reply says the same.
Verdict Judge(const Task& task, const TaskItem& item, const Answer& answer) {
  if (!answer.final) return {false, WhyNoAnswer(answer.stop)};
  const bool in_reply = task.Extract(item, answer.text) == answer.final;
  return in_reply ? task.CheckReply(item, answer.text) : task.Check(item, *answer.final);
}

EvalCandidate MakeCandidate(const Task& task, const TaskItem& item, const Candidate& candidate) {
  EvalCandidate made;
  made.final = candidate.final;
  if (candidate.final) {
    made.vote_key = task.VoteKey(item, *candidate.final);
    made.right = task.Check(item, *candidate.final).right;
  }
  made.tokens = candidate.tokens;
  made.stop = candidate.stop;
  made.score = candidate.score;
  return made;
}

void AddRating(const std::string& name, const Rating& rating, EvalRecord& record) {
  record.raters[name] = {rating.scale, rating.alone, rating.usage};
  for (size_t i = 0; i < rating.scores.size(); ++i) {
    const Score& score = rating.scores[i];
    if (score.abstained || !std::isfinite(score.total)) continue;
    record.candidates[i].ratings.emplace_back(name, score.total);
  }
}

}  // namespace

Request MakeRequest(const Study& study, const EvalRow& row) {
  Request request;
  request.messages = MakeMessages(*row.task, *row.item, row.method->examples);
  request.method = row.method->method;
  request.options = row.method->options;
  request.scorer = row.method->scorer;
  request.scorer_options = row.method->scorer_options;
  if (!AsAttacked(*row.task->info)) request.raters = study.raters;
  request.seed = row.seed;
  request.budget.tokens = row.budget_tokens;
  request.sampling.temperature = study.temperature;
  request.max_tokens = MaxTokens(study, *row.item);
  request.stop = row.item->stop;
  request.kind = row.item->kind;
  request.reader = std::make_shared<ItemReader>(*row.task->info->task, *row.item);
  request.world = row.task->info->task->World(*row.item);
  request.checker = std::make_shared<ItemChecker>(*row.task->info->task, *row.item);
  request.language = study.language;
  return request;
}

EvalRecord MakeRecord(const Study& study, const std::string& model, const EvalRow& row,
                      const RunResult& result) {
  const Task& task = *row.task->info->task;
  const Answer& answer = result.answer;
  EvalRecord record = Describe(study, model, row);
  Verdict verdict = Judge(task, *row.item, answer);
  record.final = answer.final;
  record.text = answer.text;
  record.thinking = answer.thinking;
  if (answer.final) record.vote_key = task.VoteKey(*row.item, *answer.final);
  record.right = verdict.right;
  record.extracted = answer.final.has_value();
  record.reason = std::move(verdict.reason);
  record.scores = std::move(verdict.scores);
  record.stop = answer.stop;
  record.usage = result.usage;
  record.usage_by_role = result.usage_by_role;
  record.seconds = result.seconds;
  record.chosen = answer.chosen;
  for (const Candidate& candidate : answer.candidates) {
    record.candidates.push_back(MakeCandidate(task, *row.item, candidate));
  }
  for (size_t i = 0; i < result.ratings.size(); ++i) {
    AddRating(ScorerText(study.raters[i]), result.ratings[i], record);
  }
  return record;
}

EvalRecord MakeErrorRecord(const Study& study, const std::string& model, const EvalRow& row,
                           const std::string& what) {
  EvalRecord record = Describe(study, model, row);
  record.stop = StopReason::kError;
  record.reason = what;
  return record;
}

}  // namespace ponder
