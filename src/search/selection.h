// Which of several scored answers is given.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/method.h"

namespace ponder {

enum class Selection {
  kPlain,     // the highest score
  kWeighted,  // scores of equal answers are added
  kMajority,  // equal answers are counted
};

template <>
struct ChoiceNames<Selection> {
  static constexpr std::pair<std::string_view, Selection> kNames[] = {
      {"plain", Selection::kPlain},
      {"weighted", Selection::kWeighted},
      {"majority", Selection::kMajority}};
};

inline constexpr std::string_view kSelectionHelp =
    "plain: highest score; weighted: scores summed over equal answers; majority: equal answers "
    "counted";

// The index of the answer to give; -1: none is any good. Of a vote's winning answer it is the reply
// with the highest score, ties to the lowest index. Where every score abstained it is a vote.
// Failed and empty candidates are never chosen. Tells listeners how the vote stands.
int Choose(const Question& question, Context& context, std::span<const Candidate> candidates,
           std::span<const Score> scores, ScoreScale scale, Selection selection);

// Rates the candidates with the run's scorer, and makes the one that Choose takes the answer.
// Throws kUnavailable when every candidate failed.
Answer BestScored(const Question& question, Context& context, std::vector<Candidate> candidates,
                  Selection selection);

}  // namespace ponder
