// Beam search over steps: the loop that beam_search, lookahead and dvts share.
#pragma once

#include <vector>

#include "search/path.h"
#include "search/path_scores.h"

namespace ponder {

// Who gets how many children in the next round.
enum class Allocation {
  kTop,     // the best n / width paths, `width` each
  kRebase,  // all paths, by their share of exp(value / temperature)
};

template <>
struct ChoiceNames<Allocation> {
  static constexpr std::pair<std::string_view, Allocation> kNames[] = {
      {"top", Allocation::kTop}, {"rebase", Allocation::kRebase}};
};

struct BeamPlan {
  int n = 16;         // paths that are extended at once, of all trees together
  int width = 4;      // children of a path that is kept; divides n / trees
  int trees = 1;      // independent searches that share the model's time; divides n
  int lookahead = 0;  // steps that are looked ahead, greedily, before a path is rated
  Allocation allocation = Allocation::kTop;
  double temperature = 0.2;  // of kRebase
};

// Children that each of these values gets when `count` are given out: in order of value, a share of
// what is left, rounded up.
std::vector<int> RebaseShares(const std::vector<double>& values, int count, double temperature);

// Runs until nothing is left to extend: an ended path that is among the best of its round takes its
// place of the beam with it. Paths that failed or were cut are only taken where there is no other.
// Returns the ended ones, at least one a tree: trees in order, then in the order of their ends.
std::vector<Path> BeamSearch(StepSource& source, const PathScorer& scorer, const BeamPlan& plan);

}  // namespace ponder
