// How process reward models are shown a question and the steps of an answer, and where their scores
// are read. One layout a family, as its authors trained it.
//
// Every layout only appends: the tokens of an answer with one more step begin with those of the
// answer without it, up to where its last score is read. So the engine computes the new step alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ponder/engine.h"
#include "ponder/options.h"

namespace ponder {

enum class PrmLayout { kRlhflow, kMathShepherd, kSkywork, kQwenPrm, kQwenRm };

template <>
struct ChoiceNames<PrmLayout> {
  static constexpr std::pair<std::string_view, PrmLayout> kNames[] = {
      {"rlhflow", PrmLayout::kRlhflow},
      {"math_shepherd", PrmLayout::kMathShepherd},
      {"skywork", PrmLayout::kSkywork},
      {"qwen_prm", PrmLayout::kQwenPrm},
      {"qwen_rm", PrmLayout::kQwenRm}};
};

// What turns a reading into a score.
enum class PrmReadOut {
  kTwoTokens,  // P(+) / (P(+) + P(-)) of the next token
  kSigmoid,    // of a head with one output
  kTwoClass,   // softmax of a head with two outputs, the second
  kValue,      // a head with one output, as it is
};
PrmReadOut ReadOutOf(PrmLayout layout);

struct ScoringText {
  std::vector<Token> tokens;      // as the model reads them, the beginning token included
  std::vector<size_t> positions;  // of the tokens after which scores are read, rising
};

// `steps` are views into one text, in order, trimmed and not empty. One position a step; kQwenRm:
// one for the whole answer.
// Throws kModel when the model has not the tokens, or not the form of turns, that the layout needs.
ScoringText LayOut(PrmLayout layout, const Engine& engine, const std::string& question,
                   std::span<const std::string_view> steps);

// The tokens "+" and "-" that kTwoTokens compares. Throws kModel when the model has none.
std::vector<Token> VerdictTokens(const Engine& engine);

}  // namespace ponder
