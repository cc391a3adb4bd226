#include "eval/at_k.h"

#include <algorithm>
#include <map>
#include <string>

#include "eval/sampled.h"

namespace ponder {
namespace {

using Samples = std::vector<SampledAnswer>;
using SamplesByQuestion = std::map<std::string, Samples>;

std::string QuestionOf(const EvalRecord& record) { return record.task + "/" + record.item; }

SamplesByQuestion FromRecords(const std::vector<const EvalRecord*>& records) {
  SamplesByQuestion questions;
  for (const EvalRecord* record : records) {
    if (record->stop == StopReason::kError) continue;
    questions[QuestionOf(*record)].push_back({record->vote_key, record->right});
  }
  return questions;
}

SamplesByQuestion FromCandidates(const std::vector<const EvalRecord*>& records) {
  SamplesByQuestion questions;
  for (const EvalRecord* record : records) {
    if (record->stop == StopReason::kError) continue;
    Samples& samples = questions[QuestionOf(*record)];
    for (const EvalCandidate& candidate : record->candidates) {
      samples.push_back({candidate.vote_key, candidate.right});
    }
  }
  return questions;
}

int64_t Fewest(const SamplesByQuestion& questions) {
  int64_t fewest = questions.empty() ? 0 : INT64_MAX;
  for (const auto& [id, samples] : questions) {
    fewest = std::min(fewest, static_cast<int64_t>(samples.size()));
  }
  return fewest;
}

AtK MeasureOne(const SamplesByQuestion& questions, int64_t k, uint64_t seed) {
  std::vector<double> pass;
  std::vector<double> majority;
  for (const auto& [id, samples] : questions) {
    const auto right = std::count_if(samples.begin(), samples.end(),
                                     [](const SampledAnswer& sample) { return sample.right; });
    pass.push_back(PassAtK(static_cast<int64_t>(samples.size()), right, k).value_or(0));
    majority.push_back(MajorityAtK(samples, k, seed).value_or(0));
  }
  return {k, Mean(pass), BootstrapInterval(pass, seed), Mean(majority),
          BootstrapInterval(majority, seed)};
}

}  // namespace

std::vector<AtK> MeasureAtK(const std::vector<const EvalRecord*>& records, uint64_t seed) {
  SamplesByQuestion questions = FromRecords(records);
  if (Fewest(questions) < 2) questions = FromCandidates(records);
  const int64_t most = Fewest(questions);
  std::vector<AtK> list;
  if (most < 2) return list;
  for (int64_t k = 1; k < most; k *= 2) list.push_back(MeasureOne(questions, k, seed));
  list.push_back(MeasureOne(questions, most, seed));
  return list;
}

}  // namespace ponder
