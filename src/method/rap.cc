// rap: reasoning as planning, a Monte Carlo tree search with the model as its own world model.
// Hao et al. 2023, arXiv 2305.14992.
//
// 1. A state is the smaller questions answered so far; an action is the next smaller question; the
//    model answers it, and that is the next state.
// 2. Selection: from the root down to a leaf, the child of the highest Q + w sqrt(ln N(parent) /
//    N); a child that was not visited counts with its estimated reward.
// 3. Expansion: the leaf's action is carried out, and up to n_action next ones are made, each with
//    an estimate: P(Yes) for "is it useful?" to the power of alpha, times the default confidence.
// 4. Simulation: on to the child with the best estimate, expanding it, until nothing follows.
//    Carried out, a step's reward is useful^alpha confidence^(1 - alpha); confidence is the share
//    of the most frequent among several sampled answers.
// 5. Back-up: each node of the path gets the mean (or sum) of the rewards from itself to the end;
//    its Q is the best (or mean) of what it got.
// 6. After n_iters rounds: the complete path of the highest reward, or a vote: every node of the
//    tree gives its reward to each answer below it, over the depth of that answer if wanted.
//
// We differ: sampling of a smaller answer ends as soon as one has more than half (from two on). At
// the depth limit, or where no new question is found, the question itself is the only action. A
// question with a world (blocksworld, ...) has its states and actions: the n_action most likely
// ones by the model's own log-likelihood; the reward is alpha (log-likelihood + log P(Yes) for "is
// it good?") + (1 - alpha) (share of goals met, or a bonus at the goal), all of it known before the
// step is taken; no path comes back to where it was; and the first goal ends the search.
#include <algorithm>
#include <map>

#include "method/rap_asked.h"
#include "ponder/method.h"
#include "search/candidates.h"
#include "search/tree.h"

namespace ponder {

enum class RapOutput { kMaxReward, kEdge, kEdgeInverseDepth, kUniform };

template <>
struct ChoiceNames<RapOutput> {
  static constexpr std::pair<std::string_view, RapOutput> kNames[] = {
      {"max_reward", RapOutput::kMaxReward},
      {"edge", RapOutput::kEdge},
      {"edge_inverse_depth", RapOutput::kEdgeInverseDepth},
      {"uniform", RapOutput::kUniform}};
};

namespace {

struct Settings {
  int n_iters = 10;
  double w = 1;
  int n_action = 4;
  int depth = 5;
  PathReward cum_reward = PathReward::kMean;
  NodeValue calc_q = NodeValue::kMax;
  RapOutput output = RapOutput::kMaxReward;
  double alpha = 0.5;
  int n_confidence = 8;
  double confidence = 0.8;
  bool likelihood = true;
  double goal = 100;
  int question_tokens = 60;
  int answer_tokens = 120;
  template <class Visitor>
  void ForEach(Visitor& visit) {
    visit("n_iters", n_iters, Range{1, 10000}, "rounds of the search");
    visit("w", w, Range{0, 1000}, "weight of what was seldom visited");
    visit("n_action", n_action, Range{1, 64}, "most steps that may follow one");
    visit("depth", depth, Range{1, 100}, "most steps in a row; states may need fewer");
    visit("cum_reward", cum_reward, "what the rewards of a path come to: mean or sum");
    visit("calc_q", calc_q, "what the paths through a node come to: max or mean");
    visit("output", output,
          "max_reward: the best path; edge, edge_inverse_depth, uniform: a vote over the tree");
    visit("alpha", alpha, Range{0, 1}, "share of self-evaluation in a reward");
    visit("n_confidence", n_confidence, Range{1, 64}, "most answers sampled to a smaller question");
    visit("confidence", confidence, Range{0, 1}, "confidence in an answer not sampled yet");
    visit("likelihood", likelihood,
          "with states: the n_action likeliest actions; false: all, without log-likelihoods");
    visit("goal", goal, Range{0, 1e6}, "with states: reward for reaching the goal");
    visit("question_tokens", question_tokens, Range{1, 1e6}, "longest smaller question");
    visit("answer_tokens", answer_tokens, Range{1, 1e6}, "longest answer to one");
  }
};

// One run.
class Search {
 public:
  Search(const Settings& settings, const Question& question, Context& context)
      : settings_(settings),
        question_(question),
        context_(context),
        asker_(question, context),
        steps_(MakeRapSteps(question, context, asker_,
                            {settings.n_action, settings.n_confidence, settings.alpha,
                             settings.confidence, settings.likelihood, settings.goal,
                             settings.question_tokens, settings.answer_tokens})),
        depth_(question.world ? std::min(settings.depth, question.world->Depth()) : settings.depth),
        content_(1),
        expanded_(1, false) {}

  Answer Run() {
    if (steps_->Done()) return AnswerWith({steps_->AsCandidate({})}, 0);  // nothing to do
    for (int round = 1; round <= settings_.n_iters && !asker_.cut(); ++round) {
      const size_t leaf = Simulate(Select());
      tree_.BackUpRewards(leaf, settings_.cum_reward, settings_.calc_q);  // 5.
      context_.Emit(
          StepDone{"round " + std::to_string(round) + " of " + std::to_string(settings_.n_iters),
                   content_[leaf].complete ? "complete" : "not complete"});
      if (question_.world && content_[leaf].complete) break;
    }
    return Conclude();
  }

 private:
  size_t Select() const {  // 2.
    size_t node = 0;
    while (const auto child = tree_.BestByUct(node, settings_.w)) node = *child;
    return node;
  }

  // Down to the end of a path; says where that is.
  size_t Simulate(size_t node) {  // 3. and 4.
    while (!asker_.cut()) {
      if (node != 0 && !content_[node].taken) Take(node);
      if (content_[node].terminal || tree_[node].depth == depth_ || asker_.cut()) break;
      if (!expanded_[node]) Expand(node);
      const auto child = tree_.BestByUct(node, 0);  // none of them was visited: by estimate
      if (!child) break;
      node = *child;
    }
    return node;
  }

  std::vector<RapStep> PathTo(size_t node) const {
    std::vector<RapStep> path;
    for (const size_t step : tree_.PathTo(node)) path.push_back(content_[step]);
    return path;
  }

  void Take(size_t node) {
    std::vector<RapStep> path = PathTo(node);
    steps_->Take(path);
    content_[node] = std::move(path.back());
    tree_[node].reward = content_[node].reward;
  }

  void Expand(size_t node) {
    expanded_[node] = true;
    for (RapStep& step : steps_->After(PathTo(node), tree_[node].depth + 1 == depth_)) {
      const size_t child = tree_.Add(node);
      tree_[child].estimate = tree_[child].reward = step.estimate;
      content_.push_back(std::move(step));
      expanded_.push_back(false);
    }
  }

  // Complete ends of paths. Where there are none, those that were taken furthest; of a run that was
  // cut, steps that were not taken too.
  std::vector<size_t> Ends(bool complete) const {
    std::vector<size_t> ends;
    for (size_t node = 1; node < tree_.size(); ++node) {
      const std::vector<size_t>& next = tree_[node].children;
      const bool further = std::any_of(next.begin(), next.end(), [&](size_t child) {
        return content_[child].taken || asker_.cut();
      });
      const bool counts = complete ? content_[node].complete : content_[node].taken || asker_.cut();
      if (counts && !further) ends.push_back(node);
    }
    return ends;
  }

  double RewardOf(size_t node) const { return tree_.PathRewardOf(node, settings_.cum_reward); }

  // The key of the answer that the tree votes for; "" where it does not vote.
  std::string Elected(const std::map<size_t, std::string>& keys) {
    if (settings_.output == RapOutput::kMaxReward) return "";
    const TreeWeight weight = settings_.output == RapOutput::kEdge ? TreeWeight::kEdge
                              : settings_.output == RapOutput::kUniform
                                  ? TreeWeight::kUniform
                                  : TreeWeight::kEdgeInverseDepth;
    const std::vector<TreeAnswer> votes = TallyTree(tree_, keys, weight);
    std::vector<std::pair<std::string, double>> standings;
    for (const TreeAnswer& vote : votes) standings.emplace_back(vote.key, vote.weight);
    context_.Emit(VoteChanged{standings, 0});
    return votes.empty() ? "" : votes.front().key;
  }

  Answer Conclude() {  // 6.
    std::vector<size_t> leaves = Ends(true);
    const bool complete = !leaves.empty();
    if (!complete) leaves = Ends(false);
    std::map<size_t, Candidate> made;
    std::map<size_t, std::string> keys;
    for (const size_t leaf : leaves) {
      Candidate& candidate = made[leaf] = steps_->AsCandidate(PathTo(leaf));
      candidate.score = RewardOf(leaf);
      if (!complete) candidate.stop = asker_.cut().value_or(StopReason::kLength);
      if (candidate.final) keys[leaf] = question_.VoteKey(*candidate.final);
    }
    const std::string elected = Elected(keys);
    const auto rank = [&](size_t leaf) {
      const auto key = keys.find(leaf);
      return key == keys.end() ? 0 : key->second == elected && !elected.empty() ? 2 : 1;
    };
    std::stable_sort(leaves.begin(), leaves.end(), [&](size_t a, size_t b) {
      if (content_[a].taken != content_[b].taken) return content_[a].taken;
      if (rank(a) != rank(b)) return rank(a) > rank(b);
      return BetterValue(RewardOf(a), RewardOf(b));
    });
    if (!complete && !asker_.cut()) context_.Warn("no line of steps reached an answer");
    std::vector<Candidate> candidates;
    for (const size_t leaf : leaves) {
      const int number = static_cast<int>(candidates.size());
      Candidate& candidate = candidates.emplace_back(std::move(made[leaf]));
      TellDone(context_, number, candidate);
      context_.Emit(Scored{number, "rap", *candidate.score});
    }
    if (candidates.empty()) {
      candidates.push_back(steps_->AsCandidate({}));
      candidates.back().stop = asker_.cut().value_or(StopReason::kLength);
    }
    return AnswerWith(std::move(candidates), -1);
  }

  const Settings& settings_;
  const Question& question_;
  Context& context_;
  Asker asker_;
  std::unique_ptr<RapSteps> steps_;
  int depth_;
  SearchTree tree_;
  std::vector<RapStep> content_;  // by node
  std::vector<bool> expanded_;    // by node
};

class Rap : public Method {
 public:
  explicit Rap(Settings settings) : settings_(settings) {}

  Answer Run(const Question& question, Context& context) override {
    return Search(settings_, question, context).Run();
  }

  OptionValues Options() const override {
    Settings copy = settings_;
    return WriteOptions(copy);
  }
  int Width() const override {
    return std::max(settings_.n_action, std::min(settings_.n_confidence, kRapAnswersAtOnce));
  }

 private:
  Settings settings_;
};

}  // namespace

extern const MethodInfo rap_method;
const MethodInfo rap_method{
    .name = "rap",
    .aliases = {},
    .summary = "Monte Carlo tree search through smaller questions or the actions of a world",
    .paper = "Hao et al. 2023, arXiv 2305.14992",
    .default_scorer = "",
    .options = ListOptions<Settings>(),
    .create = [](const OptionValues& options) -> std::unique_ptr<Method> {
      return std::make_unique<Rap>(ReadOptions<Settings>("method rap", options));
    },
};

}  // namespace ponder
