#include "search/tree.h"

#include <algorithm>
#include <cmath>

namespace ponder {
namespace {

// The child with the best of `value`, among those that `good` accepts.
template <class Value, class Good>
std::optional<size_t> BestChild(const std::vector<size_t>& children, Value value, Good good) {
  std::optional<size_t> best;
  for (const size_t child : children) {
    if (good(child) && (!best || BetterValue(value(child), value(*best)))) best = child;
  }
  return best;
}

}  // namespace

bool BetterValue(double a, double b) { return std::isnan(b) ? !std::isnan(a) : a > b; }

size_t SearchTree::Add(size_t parent) {
  const size_t node = nodes_.size();
  nodes_.emplace_back();
  nodes_[node].parent = parent;
  nodes_[node].depth = nodes_[parent].depth + 1;
  nodes_[parent].children.push_back(node);
  return node;
}

std::vector<size_t> SearchTree::PathTo(size_t node) const {
  std::vector<size_t> path;
  for (; node != 0; node = nodes_[node].parent) path.push_back(node);
  std::reverse(path.begin(), path.end());
  return path;
}

double SearchTree::Uct(size_t node, double weight) const {
  const TreeNode& own = nodes_[node];
  const double parent = std::max(nodes_[own.parent].visits, 1);  // ln 0 is no number
  return (own.visits > 0 ? own.value : own.estimate) +
         weight * std::sqrt(std::log(parent) / std::max(own.visits, 1));
}

double SearchTree::Puct(size_t node) const {
  constexpr double kBase = 19652;
  constexpr double kOffset = 1.25;
  const TreeNode& own = nodes_[node];
  const double parent = nodes_[own.parent].visits;
  const double c = std::log((parent + kBase + 1) / kBase) + kOffset;
  return (own.visits > 0 ? own.value : own.estimate) +
         c * own.prior * std::sqrt(parent) / (1 + own.visits);
}

std::optional<size_t> SearchTree::BestByUct(size_t parent, double weight,
                                            bool unvisited_first) const {
  const std::vector<size_t>& children = nodes_[parent].children;
  if (unvisited_first) {
    const auto fresh = BestChild(
        children, [&](size_t child) { return nodes_[child].estimate; },
        [&](size_t child) { return nodes_[child].visits == 0; });
    if (fresh) return fresh;
  }
  return BestChild(
      children, [&](size_t child) { return Uct(child, weight); }, [](size_t) { return true; });
}

std::optional<size_t> SearchTree::BestByPuct(size_t parent) const {
  return BestChild(
      nodes_[parent].children, [&](size_t child) { return Puct(child); },
      [](size_t) { return true; });
}

void SearchTree::Visit(size_t node, double value, NodeValue how) {
  TreeNode& own = nodes_[node];
  ++own.visits;
  if (how == NodeValue::kMean) {
    own.value += (value - own.value) / own.visits;
  } else if (own.visits == 1 || BetterValue(value, own.value)) {
    own.value = value;
  }
}

void SearchTree::BackUp(size_t leaf, double value) {
  for (size_t node = leaf; node != TreeNode::kNone; node = nodes_[node].parent) {
    Visit(node, value, NodeValue::kMean);
  }
}

void SearchTree::BackUpRewards(size_t leaf, PathReward path, NodeValue value) {
  double sum = 0;
  int steps = 0;
  for (size_t node = leaf; node != TreeNode::kNone; node = nodes_[node].parent) {
    if (node != 0) {
      sum += nodes_[node].reward;
      ++steps;
    }
    Visit(node, path == PathReward::kSum ? sum : sum / std::max(steps, 1), value);
  }
}

double SearchTree::PathRewardOf(size_t node, PathReward path) const {
  const int steps = nodes_[node].depth;
  double sum = 0;
  for (; node != 0; node = nodes_[node].parent) sum += nodes_[node].reward;
  return path == PathReward::kSum ? sum : sum / std::max(steps, 1);
}

std::vector<TreeAnswer> TallyTree(const SearchTree& tree,
                                  const std::map<size_t, std::string>& answers, TreeWeight weight) {
  std::map<std::string, TreeAnswer> tally;
  // For every node, the depths of the leaves below it by answer.
  std::map<size_t, std::map<std::string, std::vector<int>>> below;
  for (const auto& [leaf, key] : answers) {
    TreeAnswer& answer = tally.try_emplace(key, TreeAnswer{key, 0, leaf}).first->second;
    if (weight == TreeWeight::kUniform) answer.weight += 1;
    for (const size_t node : tree.PathTo(leaf)) below[node][key].push_back(tree[leaf].depth);
  }
  for (const auto& [node, found] : below) {
    if (weight == TreeWeight::kUniform) break;
    for (const auto& [key, depths] : found) {
      double depth = 0;
      for (const int one : depths) depth += one;
      depth /= static_cast<double>(depths.size());
      const double share = weight == TreeWeight::kEdge ? 1 : 1 / depth;
      tally.at(key).weight += tree[node].reward * share;
    }
  }
  std::vector<TreeAnswer> list;
  for (auto& [key, answer] : tally) list.push_back(std::move(answer));
  std::sort(list.begin(), list.end(), [](const TreeAnswer& a, const TreeAnswer& b) {
    if (BetterValue(a.weight, b.weight)) return true;
    return !BetterValue(b.weight, a.weight) && a.leaf < b.leaf;
  });
  return list;
}

}  // namespace ponder
