// Monte-Carlo tree search over steps: the loop that mcts and coat share.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "search/path.h"
#include "search/path_scores.h"
#include "search/tree.h"

namespace ponder {

enum class TreeRule { kPuct, kUct };

template <>
struct ChoiceNames<TreeRule> {
  static constexpr std::pair<std::string_view, TreeRule> kNames[] = {{"puct", TreeRule::kPuct},
                                                                     {"uct", TreeRule::kUct}};
};

// What an iteration does once it has expanded a node.
enum class TreeWalk {
  kEnd,   // goes on to the best child and so to the end of an answer, whose value is backed up
  kStep,  // backs up the value of each child
};

template <>
struct ChoiceNames<TreeWalk> {
  static constexpr std::pair<std::string_view, TreeWalk> kNames[] = {{"end", TreeWalk::kEnd},
                                                                     {"step", TreeWalk::kStep}};
};

struct TreePlan {
  int iterations = 16;
  int width = 4;  // children of a node
  TreeRule rule = TreeRule::kPuct;
  double exploration = 1;  // w of UCT
  TreeWalk walk = TreeWalk::kEnd;
  // A finished path to which the scorer gives this value ends the search; 0: none does. Nor does
  // one of which it cannot tell, or any where it only ranks, nor one without the kind of answer
  // that is asked for.
  double enough = 0;
};

// Called for new children once they are rated; adds to each child's value, and may put notes into
// the paths.
using OnChildren = std::function<void(std::span<Path* const> paths, std::span<double> values)>;

struct TreeFound {
  Path path;
  double value;
};

// 1. Select: from the root to the best child by `rule`, down to a node without children.
// 2. Expand: sample `width` next steps there; of those that say the same the first stays.
// 3. Evaluate: the scorer, and `on_children`.
// 4. Back up, by `walk`. Repeat.
// Returns the paths that ended, in the order in which they were found; where none did, the leaves.
std::vector<TreeFound> SearchTreeOfSteps(StepSource& source, const PathScorer& scorer,
                                         const TreePlan& plan,
                                         const OnChildren& on_children = nullptr);

}  // namespace ponder
