#include "search/tree_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace ponder {
namespace {

// exp of the mean log-probability of the last step; 1 where the engine gives none.
double ChanceOfLastStep(const Path& path) {
  if (path.step_ends.empty() || path.said.logprobs.size() < path.said.tokens.size()) return 1;
  const size_t begin = path.steps() < 2 ? 0 : path.step_ends[path.steps() - 2].tokens;
  const size_t end = path.step_ends.back().tokens;
  if (begin >= end) return 1;
  const auto first = path.said.logprobs.begin();
  const double sum = std::accumulate(first + static_cast<ptrdiff_t>(begin),
                                     first + static_cast<ptrdiff_t>(end), 0.0);
  return std::exp(sum / static_cast<double>(end - begin));
}

class Search {
 public:
  Search(StepSource& source, const PathScorer& scorer, const TreePlan& plan,
         const OnChildren& on_children)
      : source_(source), scorer_(scorer), plan_(plan), on_children_(on_children) {
    nodes_.push_back({source.Root(), 0});
  }

  std::vector<TreeFound> Run() {
    for (int i = 1; i <= plan_.iterations && !over_; ++i) {
      Iterate();
      source_.context().Emit(
          StepDone{"iteration", std::to_string(i) + ": " + std::to_string(tree_.size() - 1) +
                                    " steps, " + std::to_string(CountEnds()) + " finished"});
    }
    return Found();
  }

 private:
  void Iterate() {
    size_t node = Select(0);
    if (plan_.walk == TreeWalk::kStep) {
      if (!nodes_[node].path.open()) return tree_.BackUp(node, nodes_[node].value);
      for (const size_t child : Expand(node)) tree_.BackUp(child, nodes_[child].value);
      return;
    }
    while (nodes_[node].path.open() && !over_) {
      Expand(node);
      node = Select(node);
    }
    tree_.BackUp(node, nodes_[node].value);
  }

  size_t Select(size_t node) const {
    while (const auto best =
               plan_.rule == TreeRule::kPuct
                   ? tree_.BestByPuct(node)
                   : tree_.BestByUct(node, plan_.exploration, plan_.walk == TreeWalk::kStep)) {
      node = *best;
    }
    return node;
  }

  std::vector<size_t> Expand(size_t parent) {
    std::vector<Path> paths;
    for (int i = 0; i < plan_.width; ++i) {
      paths.push_back(nodes_[parent].path.Fork(static_cast<uint64_t>(i)));
    }
    std::vector<Path*> all;
    for (Path& path : paths) all.push_back(&path);
    source_.Extend(all);
    DropRepeats(all);
    std::vector<double> values = Evaluate(all);
    std::vector<size_t> children;
    double chances = 0;
    for (const Path* path : all) chances += ChanceOfLastStep(*path);
    for (size_t i = 0; i < all.size(); ++i) {
      const size_t child = tree_.Add(parent);
      tree_[child].estimate = values[i];
      tree_[child].prior = chances > 0 ? ChanceOfLastStep(*all[i]) / chances : 0;
      nodes_.push_back({std::move(*all[i]), values[i]});
      children.push_back(child);
      over_ = over_ || IsEnough(child);
    }
    over_ = over_ || NoneCanGoOn(children);
    return children;
  }

  static void DropRepeats(std::vector<Path*>& paths) {
    std::vector<Path*> kept;
    for (Path* path : paths) {
      const bool repeats = std::any_of(
          kept.begin(), kept.end(), [&](const Path* other) { return other->SaysTheSame(*path); });
      if (!repeats) kept.push_back(path);
    }
    paths = std::move(kept);
  }

  // What broke off is worth nothing.
  std::vector<double> Evaluate(std::span<Path* const> paths) const {
    scorer_.Rate(paths);
    std::vector<double> values;
    for (const Path* path : paths) values.push_back(scorer_.Value(*path));
    if (on_children_) on_children_(paths, values);
    for (size_t i = 0; i < paths.size(); ++i) {
      const bool broken = !paths[i]->open() && !paths[i]->finished();
      if (broken || std::isnan(values[i])) values[i] = 0;
    }
    return values;
  }

  bool IsEnough(size_t node) const {
    const Path& path = nodes_[node].path;
    const bool good = plan_.enough > 0 && path.finished() && scorer_.SaysHowGood(path) &&
                      scorer_.Value(path) >= plan_.enough;
    return good &&
           (source_.question().kind == AnswerKind::kAuto || source_.AsCandidate(path).final);
  }

  // The budget is spent or somebody stopped it: more iterations would change nothing.
  bool NoneCanGoOn(const std::vector<size_t>& children) const {
    return source_.context().Stop().stop_requested() ||
           std::all_of(children.begin(), children.end(), [this](size_t child) {
             const auto end = nodes_[child].path.end;
             return end == StopReason::kBudget || end == StopReason::kCancelled;
           });
  }

  size_t CountEnds() const {
    return static_cast<size_t>(std::count_if(
        nodes_.begin(), nodes_.end(), [](const TreeFound& node) { return node.path.finished(); }));
  }

  std::vector<TreeFound> Found() const {
    std::vector<TreeFound> found;
    for (const TreeFound& node : nodes_) {
      if (node.path.finished()) found.push_back(node);
    }
    for (size_t i = 1; i < nodes_.size() && CountEnds() == 0; ++i) {
      if (tree_[i].children.empty()) found.push_back(nodes_[i]);
    }
    return found;
  }

  StepSource& source_;
  const PathScorer& scorer_;
  const TreePlan& plan_;
  const OnChildren& on_children_;
  SearchTree tree_;
  std::vector<TreeFound> nodes_;  // by index of the tree
  bool over_ = false;
};

}  // namespace

std::vector<TreeFound> SearchTreeOfSteps(StepSource& source, const PathScorer& scorer,
                                         const TreePlan& plan, const OnChildren& on_children) {
  return Search(source, scorer, plan, on_children).Run();
}

}  // namespace ponder
