#include "eval/raters.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

#include "ponder/random.h"

namespace ponder {
namespace {

struct Rater {
  VerifierScores scores;
  Usage usage;
  int64_t rated = 0;
};

// A number for every candidate, each once, in an order of the question's own.
std::vector<size_t> DrawnOrder(const EvalRecord& record, uint64_t seed) {
  const RandomStream random = RandomStream(seed).Child(record.task).Child(record.item);
  std::vector<size_t> order(record.candidates.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return random.Uniform(i); });
  return order;
}

Score ScoreOf(const EvalCandidate& candidate, const std::string& rater) {
  for (const auto& [name, total] : candidate.ratings) {
    if (name == rater) return {.total = total, .steps = {}};
  }
  return {.steps = {}, .abstained = true};
}

void Add(const EvalRecord& record, const std::vector<size_t>& order, Rater& rater) {
  std::vector<Score>& scores = rater.scores.scores.emplace_back();
  for (const size_t i : order) {
    scores.push_back(ScoreOf(record.candidates[i], rater.scores.name));
    rater.rated += scores.back().abstained ? 0 : 1;
  }
  const auto found = record.raters.find(rater.scores.name);
  if (found != record.raters.end()) rater.usage += found->second.usage;
}

}  // namespace

std::optional<RatersReport> MeasureRaters(const std::vector<const EvalRecord*>& records,
                                          uint64_t seed) {
  std::vector<const EvalRecord*> rated;
  std::map<std::string, Rater> raters;
  for (const EvalRecord* record : records) {
    if (record->raters.empty()) continue;
    rated.push_back(record);
    for (const auto& [name, rater] : record->raters) {
      raters[name].scores = {
          .name = name, .scale = rater.scale, .scores = {}, .alone = rater.alone};
    }
  }
  if (rated.empty()) return std::nullopt;
  RatersReport report;
  report.runs = static_cast<int64_t>(rated.size());
  std::vector<JudgedQuestion> questions;
  for (const EvalRecord* record : rated) {
    const std::vector<size_t> order = DrawnOrder(*record, seed);
    JudgedQuestion& question = questions.emplace_back();
    for (const size_t i : order) {
      question.push_back({record->candidates[i].vote_key, record->candidates[i].right});
    }
    for (auto& [name, rater] : raters) Add(*record, order, rater);
  }
  std::vector<VerifierScores> scores;
  for (auto& [name, rater] : raters) scores.push_back(std::move(rater.scores));
  report.verifiers = CompareVerifiers(questions, scores, seed);
  const auto answers = static_cast<double>(report.verifiers.answers);
  for (const auto& [name, rater] : raters) {
    report.costs.push_back({static_cast<double>(rater.rated) / answers, rater.usage});
  }
  return report;
}

}  // namespace ponder
