#include "search/tree.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace ponder {
namespace {

const double kNaN = std::nan("");

// Root 0 with children 1, 2; 1 has children 3, 4. Rewards 0.4, 0.9, 0.8, 0.2 for 1 to 4.
SearchTree SmallTree() {
  SearchTree tree;
  for (const size_t parent : {0, 0, 1, 1}) tree.Add(parent);
  const std::array<double, 5> rewards = {0, 0.4, 0.9, 0.8, 0.2};
  for (size_t i = 1; i < tree.size(); ++i) tree[i].reward = rewards[i];
  return tree;
}

TEST(SearchTree, NodesKnowTheirPlace) {
  const SearchTree tree = SmallTree();
  EXPECT_EQ(tree.size(), 5u);
  EXPECT_EQ(tree[0].children, (std::vector<size_t>{1, 2}));
  EXPECT_EQ(tree[4].depth, 2);
  EXPECT_EQ(tree.PathTo(4), (std::vector<size_t>{1, 4}));
  EXPECT_TRUE(tree.PathTo(0).empty());
}

TEST(SearchTree, UctByHand) {
  SearchTree tree = SmallTree();
  tree[0].visits = 10;
  tree[1].visits = 4;
  tree[1].value = 0.5;
  tree[2].estimate = 0.3;
  // ln 10 = 2.302585: 0.5 + 2 sqrt(2.302585 / 4) and 0.3 + 2 sqrt(2.302585 / 1).
  EXPECT_NEAR(tree.Uct(1, 2), 2.017427, 1e-6);
  EXPECT_NEAR(tree.Uct(2, 2), 3.334854, 1e-6);
  EXPECT_EQ(tree.BestByUct(0, 2), 2u);
  EXPECT_EQ(tree.BestByUct(0, 0), 1u);
  // Below a parent that was never visited there are only estimates.
  tree[3].estimate = 0.1;
  tree[4].estimate = 0.7;
  tree[1].visits = 0;
  EXPECT_EQ(tree.Uct(4, 5), 0.7);
  EXPECT_EQ(tree.BestByUct(1, 5), 4u);
  EXPECT_EQ(tree.BestByUct(3, 5), std::nullopt);
}

TEST(SearchTree, UnvisitedChildrenComeFirstWhereAsked) {
  SearchTree tree;
  for (int i = 0; i < 3; ++i) tree.Add(0);
  tree[0].visits = 1;
  tree[1].visits = 1;
  tree[1].value = 100;
  tree[2].estimate = 0.1;
  tree[3].estimate = 0.2;
  EXPECT_EQ(tree.BestByUct(0, 1), 1u);
  EXPECT_EQ(tree.BestByUct(0, 1, true), 3u);
  tree[2].visits = tree[3].visits = 1;
  EXPECT_EQ(tree.BestByUct(0, 1, true), 1u);
}

TEST(SearchTree, PuctByHand) {
  SearchTree tree = SmallTree();
  tree[0].visits = 16;
  tree[1].visits = 3;
  tree[1].value = 0.5;
  tree[1].prior = 0.25;
  tree[2].estimate = 0.2;
  tree[2].prior = 0.75;
  // c = ln(19669 / 19652) + 1.25 = 1.250865; 0.5 + c 0.25 4 / 4 and 0.2 + c 0.75 4 / 1.
  EXPECT_NEAR(tree.Puct(1), 0.812716, 1e-6);
  EXPECT_NEAR(tree.Puct(2), 3.952594, 1e-6);
  EXPECT_EQ(tree.BestByPuct(0), 2u);
  EXPECT_EQ(tree.BestByPuct(2), std::nullopt);
}

TEST(SearchTree, TiesGoToTheFirstAndNaNIsTheWorst) {
  SearchTree tree = SmallTree();
  EXPECT_EQ(tree.BestByUct(0, 1), 1u);
  EXPECT_EQ(tree.BestByPuct(0), 1u);
  tree[1].estimate = kNaN;
  tree[2].estimate = -1e300;
  EXPECT_EQ(tree.BestByUct(0, 1), 2u);
  EXPECT_EQ(tree.BestByUct(0, 1, true), 2u);
  EXPECT_EQ(tree.BestByPuct(0), 2u);
  tree[2].estimate = kNaN;
  EXPECT_EQ(tree.BestByUct(0, 1), 1u);
}

TEST(SearchTree, BackUpKeepsTheRunningMean) {
  SearchTree tree = SmallTree();
  tree.BackUp(3, 1);
  tree.BackUp(2, 0);
  tree.BackUp(4, 0.5);
  EXPECT_EQ(tree[0].visits, 3);
  EXPECT_NEAR(tree[0].value, 0.5, 1e-12);
  EXPECT_EQ(tree[1].visits, 2);
  EXPECT_NEAR(tree[1].value, 0.75, 1e-12);
  EXPECT_EQ(tree[2].visits, 1);
  EXPECT_EQ(tree[2].value, 0);
  EXPECT_EQ(tree[3].value, 1);
}

TEST(SearchTree, BackUpOfRewardsByHand) {
  // Leaf 3: node 3 has (0.8), node 1 (0.4, 0.8), the root the same. Leaf 4: (0.2), (0.4, 0.2).
  const auto backed_up = [](PathReward path, NodeValue value) {
    SearchTree tree = SmallTree();
    tree.BackUpRewards(3, path, value);
    tree.BackUpRewards(4, path, value);
    EXPECT_EQ(tree[1].visits, 2);
    EXPECT_EQ(tree[2].visits, 0);
    EXPECT_NEAR(tree[0].value, tree[1].value, 1e-12);
    EXPECT_NEAR(tree[3].value, 0.8, 1e-12);
    return tree[1].value;
  };
  EXPECT_NEAR(backed_up(PathReward::kSum, NodeValue::kMean), 0.9, 1e-12);  // (1.2 + 0.6) / 2
  EXPECT_NEAR(backed_up(PathReward::kSum, NodeValue::kMax), 1.2, 1e-12);
  EXPECT_NEAR(backed_up(PathReward::kMean, NodeValue::kMean), 0.45, 1e-12);  // (0.6 + 0.3) / 2
  EXPECT_NEAR(backed_up(PathReward::kMean, NodeValue::kMax), 0.6, 1e-12);
  const SearchTree tree = SmallTree();
  EXPECT_NEAR(tree.PathRewardOf(3, PathReward::kSum), 1.2, 1e-12);
  EXPECT_NEAR(tree.PathRewardOf(3, PathReward::kMean), 0.6, 1e-12);
  EXPECT_EQ(tree.PathRewardOf(0, PathReward::kMean), 0);
}

TEST(SearchTree, AMaximumForgetsNaN) {
  SearchTree tree = SmallTree();
  tree[3].reward = kNaN;
  tree.BackUpRewards(3, PathReward::kSum, NodeValue::kMax);
  EXPECT_TRUE(std::isnan(tree[1].value));
  tree.BackUpRewards(4, PathReward::kSum, NodeValue::kMax);
  EXPECT_NEAR(tree[1].value, 0.6, 1e-12);
}

// Leaves 2 ("b", depth 1), 3 and 4 ("a", depth 2) and 6 ("b", depth 3, below 1).
TEST(TallyTree, ByHand) {
  SearchTree tree = SmallTree();
  const size_t inner = tree.Add(1);
  const size_t leaf = tree.Add(inner);
  tree[inner].reward = 0.3;
  tree[leaf].reward = 0.6;
  const std::map<size_t, std::string> answers = {{2, "b"}, {3, "a"}, {4, "a"}, {leaf, "b"}};
  const auto weights = [&](TreeWeight weight) {
    std::map<std::string, double> found;
    for (const TreeAnswer& answer : TallyTree(tree, answers, weight)) {
      found[answer.key] = answer.weight;
    }
    return found;
  };
  auto edge = weights(TreeWeight::kEdge);
  EXPECT_NEAR(edge["a"], 0.8 + 0.2 + 0.4, 1e-12);
  EXPECT_NEAR(edge["b"], 0.9 + 0.6 + 0.3 + 0.4, 1e-12);
  auto inverse = weights(TreeWeight::kEdgeInverseDepth);
  EXPECT_NEAR(inverse["a"], 0.8 / 2 + 0.2 / 2 + 0.4 / 2, 1e-12);
  EXPECT_NEAR(inverse["b"], 0.9 / 1 + 0.6 / 3 + 0.3 / 3 + 0.4 / 3, 1e-12);
  auto uniform = weights(TreeWeight::kUniform);
  EXPECT_EQ(uniform["a"], 2);
  EXPECT_EQ(uniform["b"], 2);
  const auto list = TallyTree(tree, answers, TreeWeight::kUniform);
  EXPECT_EQ(list.front().key, "b") << "of equals the one whose leaf came first";
  EXPECT_EQ(list.front().leaf, 2u);
  EXPECT_TRUE(TallyTree(tree, {}, TreeWeight::kEdge).empty());
}

}  // namespace
}  // namespace ponder
