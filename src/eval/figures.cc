#include "eval/figures.h"

#include <cmath>
#include <map>

namespace ponder {
namespace {

// All numbers of Costs, to add and divide them.
template <class Visitor>
void VisitCosts(Costs& costs, const Costs& other, Visitor visit) {
  visit(costs.prompt, other.prompt);
  visit(costs.cached, other.cached);
  visit(costs.prefill, other.prefill);
  visit(costs.generated, other.generated);
  visit(costs.thinking, other.thinking);
  visit(costs.scorer, other.scorer);
  visit(costs.scorer_prompt, other.scorer_prompt);
  visit(costs.calls, other.calls);
  visit(costs.forward, other.forward);
  visit(costs.logical_forward, other.logical_forward);
  visit(costs.flops, other.flops);
  visit(costs.seconds, other.seconds);
  visit(costs.first_token_seconds, other.first_token_seconds);
}

struct QuestionSums {
  Cluster right;
  double tokens = 0;
  double seconds = 0;
};

void CountOutcome(const EvalRecord& record, Figures& figures) {
  ++figures.samples;
  figures.hit_limit += record.HitLimit();
  if (record.right) {
    ++figures.right;
  } else if (record.HitLimit()) {
    ++figures.cut;
  } else if (!record.extracted) {
    ++figures.no_answer;
  } else {
    ++figures.wrong;
  }
}

// Means of the further scores, each over the samples that have it.
class Scores {
 public:
  void Add(const EvalRecord& record) {
    for (const auto& [name, value] : record.scores) {
      if (!std::isfinite(value)) continue;
      sums_[name].first += value;
      ++sums_[name].second;
    }
  }
  std::vector<std::pair<std::string, double>> Means() const {
    std::vector<std::pair<std::string, double>> means;
    for (const auto& [name, sum] : sums_) means.emplace_back(name, sum.first / sum.second);
    return means;
  }

 private:
  std::map<std::string, std::pair<double, int>> sums_;
};

void MeasureByQuestion(const std::map<std::string, QuestionSums>& questions, Figures& figures) {
  std::vector<Cluster> clusters;
  std::vector<double> tokens;
  std::vector<double> seconds;
  for (const auto& [id, question] : questions) {
    const auto samples = static_cast<double>(question.right.total);
    clusters.push_back(question.right);
    tokens.push_back(question.tokens / samples);
    seconds.push_back(question.seconds / samples);
  }
  figures.questions = static_cast<int64_t>(questions.size());
  figures.interval = ClusteredInterval(clusters);
  figures.tokens = MeanInterval(tokens);
  figures.seconds = MeanInterval(seconds);
}

// What a cache spared is counted all the same: otherwise the method that asks a question first pays
// for those that find its prompt there.
double FlopsOf(const Usage& usage) {
  if (usage.forward_tokens == 0) return usage.flops;
  return usage.flops * static_cast<double>(usage.logical_forward_tokens) /
         static_cast<double>(usage.forward_tokens);
}

}  // namespace

std::string_view CostAxisName(CostAxis axis) {
  switch (axis) {
    case CostAxis::kTokens:
      return "tokens";
    case CostAxis::kForwardTokens:
      return "forward_tokens";
    case CostAxis::kFlops:
      return "flops";
    case CostAxis::kSeconds:
      return "seconds";
  }
  return "";
}

double CostOn(CostAxis axis, const Costs& costs) {
  switch (axis) {
    case CostAxis::kTokens:
      return costs.Tokens();
    case CostAxis::kForwardTokens:
      return costs.logical_forward;
    case CostAxis::kFlops:
      return costs.flops;
    case CostAxis::kSeconds:
      return costs.seconds;
  }
  return 0;
}

Costs CostsOf(const EvalRecord& record) {
  const Usage& usage = record.usage;
  return {.prompt = static_cast<double>(usage.prompt_tokens),
          .cached = static_cast<double>(usage.cached_tokens),
          .prefill = static_cast<double>(usage.prefill_tokens),
          .generated = static_cast<double>(usage.completion_tokens),
          .thinking = static_cast<double>(usage.reasoning_tokens),
          .scorer = static_cast<double>(usage.scorer_tokens),
          .scorer_prompt = static_cast<double>(usage.scorer_prompt_tokens),
          .calls = static_cast<double>(usage.calls),
          .forward = static_cast<double>(usage.forward_tokens),
          .logical_forward = static_cast<double>(usage.logical_forward_tokens),
          .flops = FlopsOf(usage),
          .seconds = record.seconds.total,
          .first_token_seconds = record.seconds.first_token};
}

Figures Measure(const std::vector<const EvalRecord*>& records) {
  Figures figures;
  Scores scores;
  std::map<std::string, QuestionSums> questions;
  for (const EvalRecord* record : records) {
    if (record->stop == StopReason::kError) {
      ++figures.errors;
      continue;
    }
    CountOutcome(*record, figures);
    scores.Add(*record);
    const Costs costs = CostsOf(*record);
    VisitCosts(figures.mean, costs, [](double& sum, double value) { sum += value; });
    QuestionSums& question = questions[record->task + "/" + record->item];
    ++question.right.total;
    question.right.right += record->right;
    question.tokens += costs.Tokens();
    question.seconds += costs.seconds;
  }
  figures.scores = scores.Means();
  MeasureByQuestion(questions, figures);
  if (figures.samples == 0) return figures;
  const auto samples = static_cast<double>(figures.samples);
  figures.accuracy = static_cast<double>(figures.right) / samples;
  VisitCosts(figures.mean, figures.mean, [=](double& sum, double) { sum /= samples; });
  return figures;
}

}  // namespace ponder
