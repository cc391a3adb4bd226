#include "scorer/candidate_steps.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "text/scan.h"
#include "text/steps.h"

namespace ponder {

std::vector<std::string_view> StepsOf(const Candidate& candidate) {
  const std::string_view text = candidate.text;
  if (candidate.step_ends.empty()) return SplitSteps(text, StepSplit::kBlankLine);
  std::vector<std::string_view> steps;
  size_t begin = 0;
  const auto push = [&](size_t end) {
    end = std::clamp(end, begin, text.size());
    const std::string_view step = scan::Trim(text.substr(begin, end - begin));
    if (!step.empty()) steps.push_back(step);
    begin = end;
  };
  for (const size_t end : candidate.step_ends) push(end);
  push(text.size());
  return steps;
}

double AggregateSteps(std::span<const double> scores, StepAggregate how) {
  switch (how) {
    case StepAggregate::kLast:
      return scores.back();
    case StepAggregate::kMin:
      return *std::min_element(scores.begin(), scores.end());
    case StepAggregate::kProduct:
      return std::accumulate(scores.begin(), scores.end(), 1.0, std::multiplies<>());
    case StepAggregate::kMean:
      return std::accumulate(scores.begin(), scores.end(), 0.0) /
             static_cast<double>(scores.size());
  }
  return scores.back();
}

}  // namespace ponder
