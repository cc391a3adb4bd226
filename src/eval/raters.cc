#include "eval/raters.h"

#include <algorithm>
#include <map>
#include <string>

#include "eval/method_spec.h"

namespace ponder {
namespace {

struct Rater {
  std::string name;  // as in the log
  VerifierScores scores;
  Usage cost;
};

std::vector<Rater> RatersOf(const EvalRecord& record) {
  std::vector<Rater> raters;
  for (const auto& [name, usage] : record.raters_usage) {
    const ScorerChoice choice = ParseScorerList(name).front();
    const ScoreScale scale = FindScorer(choice.scorer).create(choice.options)->Scale();
    raters.push_back({name, {.name = name, .scale = scale, .scores = {}}, {}});
  }
  return raters;
}

Score ScoreOf(const EvalCandidate& candidate, const std::string& rater) {
  for (const auto& [name, total] : candidate.ratings) {
    if (name == rater) return {.total = total, .steps = {}};
  }
  return {.steps = {}, .abstained = true};
}

void Add(const EvalRecord& record, JudgedQuestion& question, std::vector<Rater>& raters) {
  for (const EvalCandidate& candidate : record.candidates) {
    question.push_back({candidate.vote_key, candidate.right});
    for (Rater& rater : raters) {
      rater.scores.scores.back().push_back(ScoreOf(candidate, rater.name));
    }
  }
  for (Rater& rater : raters) rater.cost += record.raters_usage.at(rater.name);
}

}  // namespace

std::optional<RatersReport> MeasureRaters(const std::vector<const EvalRecord*>& records,
                                          uint64_t seed) {
  std::map<std::string, std::vector<const EvalRecord*>> by_question;
  for (const EvalRecord* record : records) {
    if (record->raters_usage.empty()) continue;
    by_question[record->task + "/" + record->item].push_back(record);
  }
  if (by_question.empty()) return std::nullopt;
  RatersReport report;
  std::vector<Rater> raters = RatersOf(*by_question.begin()->second.front());
  std::vector<JudgedQuestion> questions;
  for (const auto& [id, own] : by_question) {
    JudgedQuestion& question = questions.emplace_back();
    for (Rater& rater : raters) rater.scores.scores.emplace_back();
    for (const EvalRecord* record : own) Add(*record, question, raters);
    report.records += static_cast<int64_t>(own.size());
  }
  const auto alone = [](const JudgedQuestion& question) { return question.size() < 2; };
  if (std::any_of(questions.begin(), questions.end(), alone)) return std::nullopt;
  std::vector<VerifierScores> scores;
  for (Rater& rater : raters) {
    scores.push_back(std::move(rater.scores));
    report.costs.push_back(rater.cost);
  }
  report.verifiers = CompareVerifiers(questions, scores, seed);
  return report;
}

}  // namespace ponder
