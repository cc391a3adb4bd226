#include "eval/probe/rollouts.h"

#include <algorithm>
#include <vector>

#include "search/candidates.h"

namespace ponder {
namespace {

// Of the points but the last, at most kRolloutPoints.
std::vector<size_t> ChoosePoints(const ProbeSample& sample) {
  const size_t inner = sample.points.size() - 1;
  const size_t count = std::min(inner, static_cast<size_t>(kRolloutPoints));
  std::vector<size_t> chosen;
  for (size_t i = 0; i < count; ++i) chosen.push_back(i * inner / count);
  return chosen;
}

// The beginning of a generation as a piece to go on from, token by token.
Piece Beginning(const Generation& generation, int tokens, const Engine& engine) {
  Piece piece;
  piece.tokens.assign(generation.tokens.begin(), generation.tokens.begin() + tokens);
  piece.text = engine.Detokenize(piece.tokens);
  piece.covered = piece.text.size();
  return piece;
}

}  // namespace

int64_t AddRollouts(const RolloutPlan& plan, const Candidate& candidate, Engine& engine,
                    ProbeSample& sample, std::stop_token stop) {
  std::vector<GenerateRequest> requests;
  std::vector<size_t> points;      // of each request
  std::vector<std::string> begun;  // its text so far
  const RandomStream random = RandomStream(plan.request.seed).Child("rollouts").Child(sample.text);
  for (const size_t point : ChoosePoints(sample)) {
    const int tokens = sample.points[point].tokens;
    if (tokens >= plan.request.max_tokens) continue;
    GenerateRequest request;
    request.prompt = candidate.prompt;
    request.prompt.partial.push_back(Beginning(candidate.generation, tokens, engine));
    request.sampling = plan.request.sampling;
    request.max_tokens = plan.request.max_tokens - tokens;
    request.stop = plan.request.stop;
    for (int i = 0; i < plan.count; ++i) {
      request.random = random.Child(points.size());
      points.push_back(point);
      begun.push_back(request.prompt.partial.back().text);
      requests.push_back(request);
    }
  }
  if (requests.empty()) return 0;
  Question question;
  question.kind = plan.request.kind;
  question.reader = plan.request.reader;
  int64_t spent = 0;
  std::vector<double> right(sample.points.size(), sample.right ? 1 : 0);
  std::vector<Generation> generations = engine.Generate(requests, nullptr, std::move(stop));
  for (size_t i = 0; i < generations.size(); ++i) {
    spent += generations[i].usage.generated;
    if (generations[i].stop == StopReason::kError) continue;
    generations[i].text = begun[i] + generations[i].text;
    const Candidate whole =
        MakeCandidate(question, engine, candidate.prompt, std::move(generations[i]));
    ++sample.rollouts[points[i]];
    if (whole.final && plan.task.Check(plan.item, *whole.final).right) right[points[i]] += 1;
  }
  for (size_t i = 0; i < right.size(); ++i) {
    sample.targets[i] = right[i] / (1 + sample.rollouts[i]);
  }
  return spent;
}

}  // namespace ponder
