// A search tree: its nodes, which of them to look at next, and what a leaf says to those above it.
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ponder/options.h"

namespace ponder {

// Whose step rewards stand for a path, and whose paths for a node (Hao et al. 2023, arXiv
// 2305.14992, section 3.3).
enum class PathReward { kSum, kMean };
enum class NodeValue { kMean, kMax };

template <>
struct ChoiceNames<PathReward> {
  static constexpr std::pair<std::string_view, PathReward> kNames[] = {{"sum", PathReward::kSum},
                                                                       {"mean", PathReward::kMean}};
};
template <>
struct ChoiceNames<NodeValue> {
  static constexpr std::pair<std::string_view, NodeValue> kNames[] = {{"mean", NodeValue::kMean},
                                                                      {"max", NodeValue::kMax}};
};

// What a node adds to the answers that are found below it.
enum class TreeWeight {
  kEdge,              // its reward, once for each different answer
  kEdgeInverseDepth,  // the same over the mean depth of the leaves with that answer
  kUniform,           // nothing; a leaf counts 1
};

template <>
struct ChoiceNames<TreeWeight> {
  static constexpr std::pair<std::string_view, TreeWeight> kNames[] = {
      {"edge", TreeWeight::kEdge},
      {"edge_inverse_depth", TreeWeight::kEdgeInverseDepth},
      {"uniform", TreeWeight::kUniform}};
};

struct TreeNode {
  static constexpr size_t kNone = std::numeric_limits<size_t>::max();

  size_t parent = kNone;
  std::vector<size_t> children;  // in the order in which they were added
  int depth = 0;                 // steps from the root
  double reward = 0;             // of the step that leads here; the root has none
  double estimate = 0;           // of its value, while it was not visited
  double prior = 0;              // chance of the step among its siblings
  int visits = 0;                // values backed up through it
  double value = 0;              // Q, of what was backed up
};

// Nodes are told by their index, 0 the root, parents before children; what a node holds besides, a
// method keeps by the same index. Not thread-safe.
class SearchTree {
 public:
  SearchTree() : nodes_(1) {}

  size_t Add(size_t parent);
  TreeNode& operator[](size_t node) { return nodes_[node]; }
  const TreeNode& operator[](size_t node) const { return nodes_[node]; }
  size_t size() const { return nodes_.size(); }
  // The nodes from the root (left out) down to this one.
  std::vector<size_t> PathTo(size_t node) const;

  // Q + w sqrt(ln N(parent) / max(1, N)); Q of a node that was not visited is its estimate.
  double Uct(size_t node, double weight) const;
  // Q + c prior sqrt(N(parent)) / (1 + N), c = ln((N(parent) + 19652 + 1) / 19652) + 1.25
  // (Silver et al. 2018), Q as above.
  double Puct(size_t node) const;

  // The child to go to; nullopt without children. Ties go to the one added first; NaN is worse than
  // any number. `unvisited_first`: one that was not visited comes before all others, the best
  // estimate first.
  std::optional<size_t> BestByUct(size_t parent, double weight, bool unvisited_first = false) const;
  std::optional<size_t> BestByPuct(size_t parent) const;

  // From the leaf up to the root: N grows by one, Q becomes the mean of all values seen.
  void BackUp(size_t leaf, double value);
  // The same with the rewards of the steps from each node (its own step included) to the leaf, put
  // together by `path`; Q is the mean or the best of them.
  void BackUpRewards(size_t leaf, PathReward path, NodeValue value);
  // What the rewards of the steps from the root to a node come to; 0 for the root.
  double PathRewardOf(size_t node, PathReward path) const;

 private:
  void Visit(size_t node, double value, NodeValue how);

  std::vector<TreeNode> nodes_;
};

// Larger; NaN is worse than any number, and not better than itself.
bool BetterValue(double a, double b);

// An answer that leaves of a tree give, and its weight.
struct TreeAnswer {
  std::string key;
  double weight = 0;
  size_t leaf = 0;  // the first with this answer
};

// Votes over a tree: `answers` has the key of each leaf that answers. Heaviest first, ties to the
// first leaf.
std::vector<TreeAnswer> TallyTree(const SearchTree& tree,
                                  const std::map<size_t, std::string>& answers, TreeWeight weight);

}  // namespace ponder
