// How hard a question is for a model, guessed from a first look: a few sampled answers.
//
// Difficulty is the model's own chance to be right with one answer (pass@1), as in Snell et al.
// 2024 (arXiv 2408.03314) and Liu et al. 2025 (arXiv 2502.06703). They sample thousands of answers
// to know it, and do not count what these cost. Here it is predicted from what a look of a few
// answers shows, and the look is paid for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ponder/options.h"

namespace ponder {

struct LookedAnswer {
  std::string key;  // what equal answers share; "": it has none
  int64_t tokens = 0;
  std::optional<double> score;  // a probability, where a scorer gave one
};

// What a look shows.
struct Look {
  double agreement = 0;  // share of the answers that the most frequent one has
  double answered = 0;   // share of them that have a short answer
  double tokens = 0;     // mean length
  double score = 0.5;    // mean
  double words = 0;      // of the question
  double numbers = 0;    // in the question
};
Look MakeLook(std::span<const LookedAnswer> answers, std::string_view question);

// Logistic regression on what a look shows. Immutable once fitted.
struct DifficultyModel {
  bool scored = false;          // looks at scores
  std::vector<double> weights;  // a feature each, then the constant

  // The chance that one answer is right, 0 to 1.
  double PassRate(const Look& look) const;
  static size_t Size(bool scored);  // of `weights`
};

// Fitted to questions whose pass@1 is known. With fewer than two it predicts their mean.
DifficultyModel FitDifficulty(std::span<const Look> looks, std::span<const double> pass_rates,
                              bool scored);

// How questions are sorted into bins; bin 0 is the easiest.
enum class Binning {
  kAbsolute,  // pass@1 of at least 0.5 is easy, of at least 0.1 medium, else hard (2502.06703)
  kQuantile,  // fifths of the questions that the planner was trained on (2408.03314)
  kAll,       // one bin
};

template <>
struct ChoiceNames<Binning> {
  static constexpr std::pair<std::string_view, Binning> kNames[] = {
      {"absolute", Binning::kAbsolute}, {"quantile", Binning::kQuantile}, {"all", Binning::kAll}};
};

inline constexpr int kQuantiles = 5;

// Where fifths of these pass rates meet, the highest first.
std::vector<double> QuantileCuts(std::vector<double> pass_rates);

int BinCount(Binning binning);
int BinOf(Binning binning, double pass_rate, std::span<const double> cuts);
// "easy", "medium", "hard"; "1 of 5"; "all".
std::string BinName(Binning binning, int bin);

}  // namespace ponder
