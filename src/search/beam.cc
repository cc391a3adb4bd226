#include "search/beam.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string>

namespace ponder {
namespace {

struct Tree {
  std::vector<Path> pool;   // what was extended last, rated
  std::vector<Path> ended;  // chosen, and at its end
};

// Cut, cancelled or failed.
bool Broken(const Path& path) { return !path.open() && !path.finished(); }

class Beam {
 public:
  Beam(StepSource& source, const PathScorer& scorer, const BeamPlan& plan)
      : source_(source), scorer_(scorer), plan_(plan), trees_(static_cast<size_t>(plan.trees)) {}

  std::vector<Path> Run() {
    const int roots = plan_.n / plan_.trees;
    for (size_t t = 0; t < trees_.size(); ++t) {
      Path root = source_.Root();
      if (trees_.size() > 1) root = root.Fork(t);
      for (int i = 0; i < roots; ++i) trees_[t].pool.push_back(root.Fork(static_cast<uint64_t>(i)));
    }
    for (int step = 1; Step(step); ++step) {
    }
    std::vector<Path> found;
    for (Tree& tree : trees_) {
      std::move(tree.ended.begin(), tree.ended.end(), std::back_inserter(found));
    }
    return found;
  }

 private:
  int Places(const Tree& tree) const {
    return plan_.n / plan_.trees / plan_.width - static_cast<int>(tree.ended.size());
  }

  // Extends everything, rates it, keeps the best; false when nothing is left to extend.
  bool Step(int step) {
    std::vector<Path*> running;
    for (Tree& tree : trees_) {
      for (Path& path : tree.pool) running.push_back(&path);
    }
    source_.Extend(running);
    for (Tree& tree : trees_) DropRepeats(tree.pool);
    Rate();
    bool more = false;
    for (Tree& tree : trees_) {
      plan_.allocation == Allocation::kTop ? KeepBest(tree) : Share(tree);
      more = more || !tree.pool.empty();
    }
    Tell(step);
    return more;
  }

  // Siblings that said the same: the first stays.
  static void DropRepeats(std::vector<Path>& pool) {
    std::vector<Path> kept;
    for (Path& path : pool) {
      const bool repeats = std::any_of(kept.begin(), kept.end(),
                                       [&](const Path& other) { return other.SaysTheSame(path); });
      if (!repeats) kept.push_back(std::move(path));
    }
    pool = std::move(kept);
  }

  // What a path is worth is what it comes to a few greedy steps on; the steps are thrown away.
  void Rate() {
    std::vector<Path*> paths;
    for (Tree& tree : trees_) {
      for (Path& path : tree.pool) paths.push_back(&path);
    }
    if (plan_.lookahead == 0) return scorer_.Rate(paths);
    std::vector<Path> ahead;
    for (const Path* path : paths) ahead.push_back(*path);
    std::vector<Path*> all;
    for (Path& path : ahead) all.push_back(&path);
    for (int i = 0; i < plan_.lookahead; ++i) source_.Extend(all, true);
    scorer_.Rate(all);
    for (size_t i = 0; i < paths.size(); ++i) {
      paths[i]->values = ahead[i].values;
      paths[i]->values.resize(std::max<size_t>(paths[i]->steps(), 1));
      paths[i]->unrated = ahead[i].unrated;
      // Of a scorer that rates the text as a whole the last value is that of the text ahead.
      paths[i]->ahead.reset();
      if (ahead[i].rated_by_step) paths[i]->ahead = scorer_.Value(ahead[i]);
    }
  }

  // Best first, ties in their order; those that broke off come last.
  void Sort(std::vector<Path>& pool) const {
    std::stable_sort(pool.begin(), pool.end(), [this](const Path& a, const Path& b) {
      if (Broken(a) != Broken(b)) return Broken(b);
      return scorer_.Value(a) > scorer_.Value(b);
    });
  }

  // What broke off is taken where there is nothing else: the places stay free for the children of
  // others.
  static void DropBroken(Tree& tree) {
    if (tree.ended.empty() && std::ranges::all_of(tree.pool, Broken)) return;
    std::erase_if(tree.pool, Broken);
  }

  // One that has ended and is among the best takes its place for good.
  void KeepBest(Tree& tree) const {
    DropBroken(tree);
    Sort(tree.pool);
    const auto places = static_cast<size_t>(Places(tree));
    std::vector<Path> children;
    for (size_t i = 0; i < std::min(places, tree.pool.size()); ++i) {
      Path& path = tree.pool[i];
      if (!path.open()) {
        tree.ended.push_back(std::move(path));
        continue;
      }
      for (int c = 0; c < plan_.width; ++c) {
        children.push_back(path.Fork(static_cast<uint64_t>(c)));
      }
    }
    tree.pool = std::move(children);
  }

  // Every path that has ended leaves and makes the beam narrower by one.
  void Share(Tree& tree) const {
    DropBroken(tree);
    Sort(tree.pool);
    std::vector<Path> open;
    for (Path& path : tree.pool) {
      (path.open() ? open : tree.ended).push_back(std::move(path));
    }
    std::vector<double> values;
    for (const Path& path : open) values.push_back(scorer_.Value(path));
    const int left = plan_.n / plan_.trees - static_cast<int>(tree.ended.size());
    const std::vector<int> shares = RebaseShares(values, left, plan_.temperature);
    std::vector<Path> children;
    for (size_t i = 0; i < open.size(); ++i) {
      for (int c = 0; c < shares[i]; ++c) {
        children.push_back(open[i].Fork(static_cast<uint64_t>(c)));
      }
    }
    tree.pool = std::move(children);
  }

  void Tell(int step) const {
    size_t open = 0;
    size_t ended = 0;
    for (const Tree& tree : trees_) {
      open += tree.pool.size();
      ended += static_cast<size_t>(std::count_if(tree.ended.begin(), tree.ended.end(),
                                                 [](const Path& path) { return path.finished(); }));
    }
    source_.context().Emit(StepDone{"step", std::to_string(step) + ": " + std::to_string(open) +
                                                " go on, " + std::to_string(ended) + " finished"});
  }

  StepSource& source_;
  const PathScorer& scorer_;
  const BeamPlan& plan_;
  std::vector<Tree> trees_;
};

}  // namespace

std::vector<int> RebaseShares(const std::vector<double>& values, int count, double temperature) {
  std::vector<int> shares(values.size(), 0);
  if (values.empty()) return shares;
  const double best = *std::max_element(values.begin(), values.end());
  std::vector<double> weights;
  for (double value : values) weights.push_back(std::exp((value - best) / temperature));
  double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (size_t i = 0; i < values.size() && count > 0; ++i) {
    const double share = sum > 0 ? count * weights[i] / sum : 0;
    // What rounding left of a whole number is no reason for one more.
    shares[i] = std::min(count, static_cast<int>(std::ceil(share - 1e-9)));
    count -= shares[i];
    sum -= weights[i];
  }
  return shares;
}

std::vector<Path> BeamSearch(StepSource& source, const PathScorer& scorer, const BeamPlan& plan) {
  return Beam(source, scorer, plan).Run();
}

}  // namespace ponder
