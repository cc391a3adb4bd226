// The steps of a candidate, and what their scores amount to.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ponder/answer.h"
#include "ponder/options.h"

namespace ponder {

enum class StepAggregate { kLast, kMin, kProduct, kMean };

template <>
struct ChoiceNames<StepAggregate> {
  static constexpr std::pair<std::string_view, StepAggregate> kNames[] = {
      {"last", StepAggregate::kLast},
      {"min", StepAggregate::kMin},
      {"product", StepAggregate::kProduct},
      {"mean", StepAggregate::kMean}};
};

// Where the candidate says its steps end, else its paragraphs. Views into its text, trimmed, never
// empty: blank steps, and a separator at the end, make none. What follows the last end is a step.
std::vector<std::string_view> StepsOf(const Candidate& candidate);

// `scores` is not empty.
double AggregateSteps(std::span<const double> scores, StepAggregate how);

}  // namespace ponder
